// The trace on the screen, as the sidebar's charts and lists need it: the server's numbers, names for bytes, one key; and
// the difference between two shown pins, lag by lag, whatever a threshold hides.
import type { EditorCauses } from "../../../server/protocol/wire/causes";
import type { EditorTrace, Total } from "../../../server/protocol/wire/messages";
import type {
  LagRow,
  PinDifference,
  Subject,
  TotalRow,
  TraceData,
} from "../../../server/protocol/wire/sidebar";
import {
  appliedWhileTracing,
  type OffsetJson,
  type TraceJson,
} from "../../../server/protocol/wire/traceJson";
import { targetProbability } from "../../../server/protocol/words/certainty";
import { l10n } from "../../../server/protocol/words/l10n";
import { cellName, keptWords, neuronName } from "../../../server/protocol/words/neuronNames";
import { count, three } from "../../../server/protocol/words/numbers";
import { honesty, targetName } from "../../../server/protocol/words/traceWords";
import { nameText } from "../../../server/protocol/words/visibleText";
import type { Focus } from "../../state/focus";
import { visible } from "../../state/literal";
import type { Traced } from "../../state/onScreen";

/** Cells of an LSTM that are listed. */
const CELLS = 8;

export type TextOf = (utf16Start: number, utf16End: number) => string;

export function traceKey(result: Traced, { utf16, byteOfCharacter, wider }: Focus): string {
  const { model, method, depth } = result.trace;
  const place = [result.uri, result.version, utf16, byteOfCharacter, JSON.stringify(wider) ?? ""];
  const how = [...place, model.sha256, method, depth];
  if (result.kind === "wide") return how.join(" ");
  const { objective, target, against, threshold } = result.trace;
  const rest = [objective, target, against ?? "", threshold?.rule ?? "", threshold?.value ?? ""];
  return [...how, ...rest].join(" ");
}

export function lagRows({ trace, names, shownFrom }: Traced): LagRow[] {
  const offsets: readonly OffsetJson[] = trace.offsets;
  return offsets.map(({ k, position, attribution, share, gradientNorm }, i) => ({
    k,
    byte: names.offsets[i] ?? "",
    position,
    attribution,
    share,
    norm: gradientNorm,
    shownFrom: shownFrom.offsets[i] ?? 0,
  }));
}

export function totalRows(totals: readonly Total[], textOf: TextOf): TotalRow[] {
  return totals.map(({ utf16Start, utf16End, nearest, farthest, attribution, share }) => ({
    text: nameText(textOf(utf16Start, utf16End)),
    nearest,
    farthest,
    attribution,
    share,
  }));
}

export function traceData(result: EditorTrace, key: string, textOf: TextOf): TraceData {
  const { trace, net, shownFrom, isUsable, totals } = result;
  const sparse = appliedWhileTracing(trace);
  return {
    key,
    method: trace.method,
    unit: "nats",
    target: trace.target,
    likeliest: trace.topPredictions.map(({ byte }) => byte),
    isUsable,
    lags: lagRows(result),
    words: totalRows(totals.words, textOf),
    lines: totalRows(totals.lines, textOf),
    neurons: trace.neurons.map(({ neuron, gradient, share, activation }, i) => ({
      neuron,
      name: neuronName(neuron, net),
      gradient,
      share,
      activation,
      shownFrom: shownFrom.neurons[i] ?? 0,
    })),
    cells: (trace.cells ?? []).slice(0, CELLS).map((cell) => ({
      name: cellName(cell.neuron, net, cell.layer),
      ...cell,
    })),
    sparse: sparse && { ...sparse, keptWords: keptWords(sparse.neuronsKept, trace) },
  };
}

export interface SubjectFacts {
  readonly fileName: string;
  readonly by: Subject["by"];
  /** Bits per byte if the model does not know the text, else null. */
  readonly unknownBits: number | null;
}

/** @param causes of this trace, if they have been found */
export function subjectOf(
  result: EditorTrace,
  facts: SubjectFacts,
  causes: EditorCauses | undefined,
): Subject {
  const { trace, names, net, targetRank } = result;
  return {
    file: visible(facts.fileName),
    headline: targetName(result),
    from: l10n`predicted from t = ${trace.position} (${names.input})`,
    by: facts.by,
    facts: [
      { name: "p", value: targetProbability(trace) },
      { name: l10n`bits`, value: three(trace.bits) },
      { name: l10n`rank`, value: l10n`${count(targetRank)} of ${net.alphabet.size}` },
      { name: "\u2016g\u2016", value: l10n`${three(trace.gradientNorm)} nats` },
    ],
    honesty: honesty(result, facts.unknownBits, causes),
  };
}

/** `first` is the earlier target. Null where the two traces differ in settings, model or text. */
export function differenceByLag(one: EditorTrace, other: EditorTrace): PinDifference | null {
  if (one.uri !== other.uri || one.version !== other.version) return null;
  if (!isSameWay(one.trace, other.trace)) return null;
  const [first, second] = one.trace.position <= other.trace.position ? [one, other] : [other, one];
  const rows = first.trace.offsets.flatMap((a, k) => {
    const b = second.trace.offsets[k];
    if (!b) return [];
    return {
      k: a.k,
      firstByte: first.names.offsets[k] ?? "",
      secondByte: second.names.offsets[k] ?? "",
      first: a.attribution,
      second: b.attribution,
      difference: a.attribution - b.attribution,
    };
  });
  const { method } = first.trace;
  return { first: targetName(first), second: targetName(second), method, rows };
}

function isSameWay(a: TraceJson, b: TraceJson): boolean {
  const way = ({ method, objective, depth, threshold, model, text }: TraceJson) =>
    JSON.stringify([
      method,
      objective,
      depth,
      threshold?.scope === "tracing" ? [threshold.rule, threshold.value] : null,
      model.sha256,
      text.sha256,
    ]);
  return way(a) === way(b);
}
