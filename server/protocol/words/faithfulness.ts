// What was found of the faithfulness of the methods, as a page of plain text: in sentences, in tables with the number of
// positions and the chance level, and how it was measured. For the command line and the editor alike.
import { type OfRanked, RANKED, type Ranked } from "../vocabulary/faithfulness";
import type { FaithfulnessJson } from "../wire/measures";
import { l10n } from "./l10n";
import { count, MINUS, percent, signed, three } from "./numbers";
import { brokenLines, heading, PLAIN, type Style, type Subject, tableLines } from "./plainPage";

export function faithfulnessText(
  found: FaithfulnessJson,
  subject: Subject,
  style: Style = PLAIN,
): string {
  const { positions, sizes, chance } = found;
  const n = l10n`n = ${count(positions.count)} positions`;
  const note = (sentence: string) => brokenLines(sentence, style).map(style.dim);
  const sizesWords = l10n`mean over the first ${sizes.join(", ")} bytes; by chance what the random order loses`;
  return [
    ...heading(l10n`How faithful the methods of attribution are`, subject, style),
    ...brokenLines(orderSentence(found), style),
    "",
    ...brokenLines(setsSentence(found), style),
    "",
    ...brokenLines(populationSentence(found, subject), style),
    "",
    style.strong(l10n`How like occlusion each order of the bytes is`),
    ...likeness(found, style),
    ...note(
      l10n`${n}. Correlation: Spearman's, of the ranks of the sizes at a position, averaged; by chance 0. Same top: both name the same byte first; by chance ${percent(chance.topLagAgreement)}. Bits lost: with as many bytes of the order alone as the smallest sufficient set has.`,
    ),
    "",
    style.strong(l10n`Loss of p without the first bytes`),
    ...losses(found, "comprehensiveness", style),
    ...note(l10n`${n}, ${sizesWords}. A good order loses much.`),
    "",
    style.strong(l10n`Loss of p with the first bytes alone`),
    ...losses(found, "sufficiency", style),
    ...note(l10n`${n}, ${sizesWords}. A good order loses little.`),
    "",
    style.strong(
      chance.map === "gated"
        ? l10n`The gated gradient's map after shuffling weights`
        : l10n`The gradient's map after shuffling weights`,
    ),
    ...shuffled(found, style),
    ...note(
      l10n`${n}. Correlation with the map as it is. If the map shows what the net has learnt, nothing is left; by chance 0.`,
    ),
    "",
    style.strong(l10n`How it was measured`),
    ...note(
      l10n`Occlusion is the change of log p when the net runs with one byte replaced. Bytes taken out are replaced by the mean embedding of the text, and the state before the window is kept. Recency puts the nearest byte first; the random order is drawn by lot. Orders are by size or by signed value, largest first.`,
    ),
  ].join("\n");
}

/** Which method's order comes closest to occlusion. */
export function orderSentence(found: FaithfulnessJson): string {
  const { gradient, gated, integrated } = found.methods;
  const others = [gradient ?? gated, gated].map((method) => method.spearman);
  const closest = correlation(integrated.spearman);
  const ofIntegrated =
    integrated.spearman >= Math.max(...others)
      ? l10n`Integrated gradients come closest (${closest}), as they should: for one byte they add up to its occlusion.`
      : l10n`Integrated gradients have ${closest}, although for one byte they add up to its occlusion: their integrals have not converged.`;
  return `${gradientsSentence(found)} ${ofIntegrated}`;
}

/** The order of the gradients that the net has. */
function gradientsSentence({ methods, positions, depth }: FaithfulnessJson): string {
  const { gradient, gated } = methods;
  const gatedBy = correlation(gated.spearman);
  // Two standard errors of the correlation of unrelated orders.
  const byLot = 2 / Math.sqrt(positions.count * depth);
  if (!gradient)
    return gated.spearman < byLot
      ? l10n`The gated gradient does not order the past bytes like occlusion: rank correlation ${gatedBy}, by chance within ${three(byLot)} of 0.`
      : l10n`The gated gradient's order of the past bytes has a rank correlation of ${gatedBy} with that of occlusion (by chance 0).`;
  const gradientBy = correlation(gradient.spearman);
  const isGated = gated.spearman >= gradient.spearman;
  if (Math.max(gated.spearman, gradient.spearman) < byLot)
    return l10n`Neither gradient orders the past bytes like occlusion: rank correlation ${gradientBy} (gradient) and ${gatedBy} (gated), by chance within ${three(byLot)} of 0.`;
  const [near, far] = isGated ? [gatedBy, gradientBy] : [gradientBy, gatedBy];
  const [nearest, farthest] = isGated ? ["gated", "gradient"] : ["gradient", "gated"];
  return l10n`Of the two gradients, '${nearest}' orders the past bytes more like occlusion: rank correlation ${near}, against ${far} for '${farthest}' (by chance 0).`;
}

/** How the smallest sufficient sets compare with the tops of the orders. */
export function setsSentence({ sufficientSets, depth }: FaithfulnessJson): string {
  const { meanSize, meanLost, sameSize } = sufficientSets;
  const lost = entriesOf(sameSize).filter(([name]) => name !== "recency" && name !== "random");
  const [best, least] = lost.reduce((a, b) => (b[1] < a[1] ? b : a));
  return l10n`The smallest sets that suffice have ${three(meanSize)} of the ${depth + 1} bytes on average and lose ${bits(meanLost)}. As many from the top of a method's order lose ${bits(least)} at best ('${best}'), the nearest bytes ${bits(sameSize.recency)}, bytes drawn by lot ${bits(sameSize.random)}.`;
}

/** The orders that the net has, with what is said of each. */
function entriesOf<T>(of: OfRanked<T>): [Ranked, T][] {
  return RANKED.flatMap((name): [Ranked, T][] => {
    const value = of[name];
    return value === undefined ? [] : [[name, value]];
  });
}

function likeness({ methods, sufficientSets, chance }: FaithfulnessJson, style: Style): string[] {
  const lost = new Map(
    entriesOf(sufficientSets.sameSize).map(([name, bits]) => [name, decimals(bits, 2)]),
  );
  const rows = entriesOf(methods).map(([name, { spearman, topLagAgreement }]) => [
    name,
    correlation(spearman),
    percent(topLagAgreement),
    lost.get(name) ?? "",
  ]);
  const byLot = [l10n`by chance`, "0", percent(chance.topLagAgreement), ""];
  const smallest = [l10n`sufficient`, "", "", decimals(sufficientSets.meanLost, 2)];
  return titled(
    [l10n`order`, l10n`correlation`, l10n`same top`, l10n`bits lost`],
    [...rows, byLot, smallest],
    style,
  );
}

function losses(
  { methods }: FaithfulnessJson,
  kind: "comprehensiveness" | "sufficiency",
  style: Style,
): string[] {
  const rows = entriesOf(methods).map(([name, { [kind]: lost }]) => [
    name,
    decimals(lost.absolute),
    decimals(lost.signed),
  ]);
  return titled([l10n`order`, l10n`by size`, l10n`by sign`], rows, style);
}

function shuffled({ chance: { shuffledWeights } }: FaithfulnessJson, style: Style): string[] {
  const { Wy, Wh, all } = shuffledWeights;
  const rows = [
    ["W_y", correlation(Wy)],
    ["W_h", correlation(Wh)],
    [l10n`all`, correlation(all)],
  ];
  return titled([l10n`shuffled`, l10n`correlation`], rows, style);
}

/** The sample, and what it is a sample of. */
function populationSentence(
  { positions: { from, step, count: n, outside }, depth, seed }: FaithfulnessJson,
  { bytes }: Subject,
): string {
  const all = bytes - 1 - from;
  const looked = n + outside;
  const last = from + (looked - 1) * step;
  const which =
    looked === all
      ? l10n`All ${count(all)} positions`
      : l10n`A sample: ${count(looked)} of the ${count(all)} positions, every ${count(step)} bytes,`;
  const predicted =
    outside === 0
      ? ""
      : l10n` At ${count(outside)} of them the next byte is not in the model's alphabet; n = ${count(n)} are measured.`;
  return l10n`${which} from t = ${count(from)} to ${count(last)} of a text of ${count(bytes)} bytes; lags 0 to ${depth}, so ${depth + 1} past bytes at each; seed ${seed}.${predicted}`;
}

function titled(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  style: Style,
): string[] {
  const columns = titles.map((title, i) => ({
    title,
    align: i === 0 ? ("left" as const) : ("right" as const),
  }));
  const [head, ...lines] = tableLines(columns, rows);
  return [style.dim(head), ...lines];
}

/** Without a sign where nothing is left of the number. */
function decimals(value: number, digits = 3): string {
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", MINUS);
}

function correlation(value: number): string {
  return signed(value, decimals);
}

function bits(value: number): string {
  return l10n`${three(value)} bits`;
}
