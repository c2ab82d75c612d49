// What was found of the faithfulness of the methods, as a page of plain text: in sentences, in tables with the number of
// positions and the chance level, and how it was measured. For the command line and the editor alike.
import { RANKED, type Ranked } from "../vocabulary/faithfulness";
import type { FaithfulnessJson } from "../wire/measures";
import { count, MINUS, percent, signed, three } from "./numbers";
import { brokenLines, PLAIN, type Style, tableLines } from "./plainPage";

/**
 * @param where the text and the model
 * @param bytes of the text
 */
export function faithfulnessText(
  found: FaithfulnessJson,
  where: string,
  bytes: number,
  style: Style = PLAIN,
): string {
  const { positions, sizes, chance } = found;
  const n = `n = ${count(positions.count)} positions`;
  const note = (sentence: string) => brokenLines(sentence).map(style.dim);
  return [
    style.strong("How faithful the methods of attribution are"),
    where,
    "",
    ...brokenLines(orderSentence(found)),
    ...brokenLines(setsSentence(found)),
    "",
    style.strong("How like occlusion each order of the past bytes is"),
    ...likeness(found, style),
    ...note(
      `${n}. Rank correlation is Spearman's, of the sizes at a position, averaged; by chance 0. Same first byte: by chance ${percent(chance.topLagAgreement)}. Bits lost: with only as many bytes from the top of the order as the smallest set has.`,
    ),
    "",
    style.strong("Loss of p without the first bytes of an order, and with them alone"),
    ...losses(found, style),
    ...note(
      `${n}, mean over the first ${sizes.join(", ")} bytes; by chance what the random order loses. A good order loses much without its first bytes and little with them alone.`,
    ),
    "",
    style.strong("What is left of the gradient's map when weights are shuffled"),
    ...shuffled(found, style),
    ...note(`${n}. A map that shows what the net has learnt has nothing left.`),
    "",
    style.strong("How it was measured"),
    ...note(populationSentence(found, bytes)),
    ...note(
      "Occlusion is the change of log p when the net runs with one byte replaced. Bytes taken out are replaced by the mean byte of the text, and the state before the window is kept. Recency puts the nearest byte first; the random order is drawn by lot.",
    ),
  ].join("\n");
}

/** Which method's order comes closest to occlusion. */
export function orderSentence({ methods, positions, depth }: FaithfulnessJson): string {
  const of = (name: Ranked) => correlation(methods[name].spearman);
  const [near, far] =
    methods.gated.spearman >= methods.gradient.spearman
      ? (["gated", "gradient"] as const)
      : (["gradient", "gated"] as const);
  // Two standard errors of the correlation of unrelated orders.
  const byLot = 2 / Math.sqrt(positions.count * depth);
  const gradients =
    methods[near].spearman < byLot
      ? `Neither gradient orders the past bytes like occlusion: rank correlation ${of("gradient")} (gradient) and ${of("gated")} (gated), by chance within ${three(byLot)} of 0.`
      : `Of the two gradients, '${near}' orders the past bytes more like occlusion: rank correlation ${of(near)}, against ${of(far)} for '${far}' (by chance 0).`;
  const others = [methods.gradient, methods.gated].map((method) => method.spearman);
  const integrated =
    methods.integrated.spearman >= Math.max(...others)
      ? `Integrated gradients come closest (${of("integrated")}), as they should: for one byte they add up to its occlusion.`
      : `Integrated gradients have ${of("integrated")}, although for one byte they add up to its occlusion: their integrals have not converged.`;
  return `${gradients} ${integrated}`;
}

/** How the smallest sufficient sets compare with the tops of the orders. */
export function setsSentence({ sufficientSets, depth }: FaithfulnessJson): string {
  const { meanSize, meanLost, sameSize } = sufficientSets;
  const names = (["gradient", "gated", "integrated", "occlusion"] as const).toSorted(
    (a, b) => sameSize[a] - sameSize[b],
  );
  const best = names[0] ?? "gradient";
  return `The smallest sets that suffice have ${three(meanSize)} of the ${depth + 1} bytes on average and lose ${three(meanLost)} bits; as many from the top of a method's order lose ${three(sameSize[best])} bits at best ('${best}'), the nearest bytes ${three(sameSize.recency)}, bytes drawn by lot ${three(sameSize.random)}.`;
}

function likeness({ methods, sufficientSets, chance }: FaithfulnessJson, style: Style): string[] {
  const rows = RANKED.map((name) => [
    name,
    correlation(methods[name].spearman),
    percent(methods[name].topLagAgreement),
    sufficientSets.sameSize[name].toFixed(2),
  ]);
  const byLot = ["by chance", "0", percent(chance.topLagAgreement), ""];
  const smallest = ["smallest set", "", "", sufficientSets.meanLost.toFixed(2)];
  return titled(
    ["order", "rank correlation", "same first byte", "bits lost"],
    [...rows, byLot, smallest],
    style,
  );
}

function losses({ methods }: FaithfulnessJson, style: Style): string[] {
  const rows = RANKED.map((name) => {
    const { comprehensiveness: without, sufficiency: alone } = methods[name];
    const values = [without.absolute, without.signed, alone.absolute, alone.signed];
    return [name === "random" ? "random (chance)" : name, ...values.map(decimals)];
  });
  const titles = ["order", "without, by size", "by sign", "alone, by size", "by sign"];
  return titled(titles, rows, style);
}

function shuffled({ chance: { shuffledWeights } }: FaithfulnessJson, style: Style): string[] {
  const { Wy, Wh, all } = shuffledWeights;
  const rows = [
    ["W_y", correlation(Wy)],
    ["W_h", correlation(Wh)],
    ["all", correlation(all)],
    ["by chance", "0"],
  ];
  return titled(["shuffled", "rank correlation with the map as it is"], rows, style);
}

/** The sample, and what it is a sample of. */
function populationSentence(
  { positions: { from, step, count: n }, depth, seed }: FaithfulnessJson,
  bytes: number,
): string {
  const all = bytes - 1 - from;
  const last = from + (n - 1) * step;
  const which =
    n === all
      ? `All ${count(n)} positions`
      : `A sample: ${count(n)} of the ${count(all)} positions, every ${count(step)} bytes,`;
  return `${which} from t = ${count(from)} to ${count(last)} of a text of ${count(bytes)} bytes; lags 0 to ${depth}, so ${depth + 1} past bytes at each; seed ${seed}.`;
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

function decimals(value: number): string {
  return value.toFixed(3).replace("-", MINUS);
}

function correlation(value: number): string {
  return signed(value, decimals);
}
