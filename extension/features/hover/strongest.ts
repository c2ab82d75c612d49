// The strongest past bytes, or words or lines summed from them: as one line of text for the brief answer, and for the whole
// one as a table, with the strongest neurons on its left. Markdown; pure.
import type { Settings } from "../../../server/protocol/vocabulary/settings";
import type { EditorTrace, Span } from "../../../server/protocol/wire/messages";
import type { NetSummary } from "../../../server/protocol/wire/net";
import type { NeuronJson, OffsetJson } from "../../../server/protocol/wire/traceJson";
import { l10n, marked, translated } from "../../../server/protocol/words/l10n";
import { cellName, neuronName } from "../../../server/protocol/words/neuronNames";
import { percent, signed } from "../../../server/protocol/words/numbers";
import { attributionName } from "../../../server/protocol/words/traceWords";
import { nameText } from "../../../server/protocol/words/visibleText";
import { COMMANDS } from "../../state/ids";
import type { CardLink, LinkTarget } from "../../state/links";
import { commandLink, literal, table } from "../../state/literal";
import { type Traced, unitOf } from "../../state/onScreen";
import { totalsBy } from "../../state/tints";

const TOP = 5;
const TOP_CELLS = 3;
/** A hover is narrow, so words longer than this many characters are cut. */
const LONGEST = 14;
/** A rule between the two lists, so that a row is not read across both. */
const BETWEEN = "&ensp;\u2502";

export interface Summing {
  readonly sumBy: Settings["sumBy"];
  readonly textOf: (span: Span) => string;
  /** What is explained; null if that is not in the text, and so has no place for a pin or a link. */
  readonly link: LinkTarget | null;
}

/** `offsets` and `neurons` are those that the threshold shows. */
export function strongest(
  result: EditorTrace,
  offsets: readonly OffsetJson[],
  neurons: readonly NeuronJson[],
  summing: Summing,
): string {
  const past = strongestRows(result, offsets, summing);
  const rows: string[][] = [];
  for (let i = 0; i < Math.min(TOP, Math.max(past.length, neurons.length)); i++) {
    rows.push([
      ...neuronCells(neurons[i], result.net, summing.link),
      BETWEEN,
      ...pastCells(past[i]),
    ]);
  }
  const right = (title: string) => ({ title, right: true });
  const left = (title: string) => ({ title, right: false });
  // Half a space more than the cells, or neighbouring heads would read as one word.
  const apart = (title: string) => right(`&ensp;${title}`);
  return table(
    [
      left(l10n`neuron`),
      apart(l10n`gradient`),
      right(l10n`share`),
      apart(l10n`activation`),
      left(BETWEEN),
      right("k"),
      left(translated(summing.sumBy)),
      apart(attributionName(result.trace.method)),
      apart(l10n`share`),
    ],
    rows,
  );
}

/** The cells of an LSTM with the largest gradients, one step back, where they first have one. Empty for other nets. */
export function strongestCells({ trace, net }: EditorTrace): string {
  const cells = (trace.cells ?? []).slice(0, TOP_CELLS).filter(({ gradient }) => gradient !== 0);
  if (cells.length === 0) return "";
  const right = (title: string) => ({ title: `&ensp;${title}`, right: true });
  const columns = [
    { title: l10n`cell at k 1`, right: false },
    right(l10n`gradient`),
    right(l10n`share`),
    right(l10n`activation`),
  ];
  const rows = cells.map(({ neuron, layer, gradient, share, activation }) => [
    `${cellName(neuron, net, layer)} ${neuronCardLink("card", { neuron, layer }, net)}`,
    signed(gradient),
    `&ensp;${percent(share)}`,
    signed(activation),
  ]);
  return table(columns, rows);
}

/** The same list of a trace that no neurons belong to: the strongest past bytes, words or lines alone. */
export function strongestPast(
  result: Traced,
  offsets: readonly OffsetJson[],
  summing: Summing,
): string {
  const right = (title: string) => ({ title, right: true });
  const columns = [
    right("k"),
    { title: translated(summing.sumBy), right: false },
    right(`&ensp;${attributionName(result.trace.method)}`),
    right(`&ensp;${l10n`share`}`),
  ];
  return table(columns, strongestRows(result, offsets, summing).slice(0, TOP).map(pastCells));
}

const LINES = {
  byte: marked("Strongest bytes"),
  word: marked("Strongest words"),
  line: marked("Strongest lines"),
} as const;

/** Strongest bytes (nats): 't' (k 4) +0.0157, ... Null where the threshold shows none. */
export function strongestLine(
  result: Traced,
  offsets: readonly OffsetJson[],
  summing: Summing,
): string | null {
  const rows = strongestRows(result, offsets, summing).slice(0, TOP);
  if (rows.length === 0) return null;
  const { method } = result.trace;
  const by = method === "gradient" ? "" : ` by ${method}`;
  // An entry is not broken between its name and its number.
  const entries = rows.map(({ name, lags, attribution }) =>
    literal(`${name} (k ${lags}) ${signed(attribution)}`).replaceAll(" ", "\u00a0"),
  );
  return `${literal(`${translated(LINES[summing.sumBy])}${by} (${translated(unitOf(result))}):`)} ${entries.join(", ")}`;
}

interface PastRow {
  /** 4, or 4-9 */
  readonly lags: string;
  readonly name: string;
  readonly attribution: number;
  readonly share: number;
}

function strongestRows(
  result: Traced,
  offsets: readonly OffsetJson[],
  summing: Summing,
): PastRow[] {
  return pastRows(result, offsets, summing)
    .filter(({ attribution }) => attribution !== 0)
    .sort((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution));
}

/** A word or line is shown if one of its bytes is; its sum covers all of them. */
function pastRows(
  result: Traced,
  offsets: readonly (OffsetJson & { readonly inside?: boolean })[],
  { sumBy, textOf }: Summing,
): PastRow[] {
  if (sumBy === "byte")
    return offsets.map(({ k, attribution, share, inside }) => ({
      lags: String(k),
      name: `${result.names.offsets[k] ?? ""}${inside ? l10n` (a target too)` : ""}`,
      attribution,
      share,
    }));
  return totalsBy(result, sumBy)
    .filter(({ nearest, farthest }) => offsets.some(({ k }) => k >= nearest && k <= farthest))
    .map((total) => ({
      lags:
        total.nearest === total.farthest
          ? String(total.nearest)
          : `${total.nearest}\u2013${total.farthest}`,
      name: nameText(textOf(total), LONGEST),
      attribution: total.attribution,
      share: total.share,
    }));
}

/** The name shows the neuron over the text, its card stands beside it; its activation explains why it is on. */
function neuronCells(
  row: NeuronJson | undefined,
  net: NetSummary,
  at: LinkTarget | null,
): string[] {
  if (!row) return ["", "", "", ""];
  const { neuron, gradient, share, activation } = row;
  const name = neuronName(neuron, net);
  const title = l10n`Show the activation of ${name} over the text`;
  const link = `${commandLink(name, COMMANDS.showNeuron, neuron, title)} ${neuronCardLink("card", { neuron, layer: net.layers }, net)}`;
  const on = signed(activation);
  if (at === null) return [link, signed(gradient), `&ensp;${percent(share)}`, on];
  const target: LinkTarget = { ...at, wider: { kind: "neuron", neuron } };
  const why = commandLink(on, COMMANDS.explainNeuron, target, l10n`Why is ${name} on?`);
  return [link, signed(gradient), `&ensp;${percent(share)}`, why];
}

function neuronCardLink(
  words: string,
  card: Required<Pick<CardLink, "neuron" | "layer">>,
  net: NetSummary,
): string {
  const name = neuronName(card.neuron, net, card.layer);
  return commandLink(
    words,
    COMMANDS.showNeuronCard,
    card,
    l10n`What ${name} reads, writes and costs, over the whole text`,
  );
}

function pastCells(row: PastRow | undefined): string[] {
  if (!row) return ["", "", "", ""];
  return [row.lags, literal(row.name), signed(row.attribution), percent(row.share)];
}
