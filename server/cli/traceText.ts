// A trace as a table for people.
import { tracesBack } from "../protocol/vocabulary/tracing";
import type { CellJson, NeuronJson, TraceJson } from "../protocol/wire/traceJson";
import { certaintySentence, targetProbability } from "../protocol/words/certainty";
import { cellName, keptWords, neuronName } from "../protocol/words/neuronNames";
import type { TraceNames } from "../protocol/words/traceNames";
import { bold, bySign, dim, number, oneLine, percent, signed, table } from "./terminal";

const NEURONS = 10;
const BAR = 16;

export function traceText(t: TraceJson, names: TraceNames, model: string, text: string): string {
  const certainty = certaintySentence(t);
  return [
    `${bold(names.target)} ${targetWords(t, names)}, from t = ${t.position} (${names.input}); ${oneLine(`${text}, model ${model}`)}`,
    `p ${targetProbability(t)}   ${number(t.bits)} bits   entropy ${number(t.entropyBits)} bits   ||g|| ${number(t.gradientNorm)} nats`,
    `likeliest: ${t.topPredictions.map((p, i) => `${names.likeliest[i]} ${number(p.probability)}`).join("   ")}`,
    ...(certainty === null ? [] : [certainty]),
    "",
    neuronTable(t),
    "",
    ...cellTable(t),
    offsetTable(t, names),
    ...footnotes(t),
  ].join("\n");
}

function targetWords(t: TraceJson, { against }: TraceNames): string {
  if (against !== null) return `against ${against}`;
  if (t.targetIsTrue) return `at byte ${t.position + 1}`;
  return t.target === t.predicted ? "(the predicted byte)" : "(a chosen byte)";
}

const mark = (shown: boolean | undefined) => (shown ? "*" : "");

function neuronTable(t: TraceJson): string {
  const hasGates = t.neurons.some(({ gate }) => gate !== undefined);
  const rows = t.neurons
    .slice(0, NEURONS)
    .map((n) => [
      neuronName(n.neuron, t),
      ...ofGradient(n),
      ...(n.gate === undefined ? [] : [number(n.gate)]),
      mark(n.shown),
    ]);
  const titles = ["neuron", "gradient", "share", "activation", ...(hasGates ? ["gate"] : []), ""];
  return table(
    titles.map((title) => ({ title })),
    rows,
  );
}

/** Of an LSTM, where there is a lag behind the current byte. */
function cellTable(t: TraceJson): string[] {
  if (!t.cells?.length) return [];
  const rows = t.cells
    .slice(0, NEURONS)
    .map((c) => [cellName(c.neuron, t, c.layer), ...ofGradient(c)]);
  const titles = ["cell, k 1", "gradient", "share", "activation"];
  const columns = titles.map((title) => ({ title }));
  return [table(columns, rows), ""];
}

function ofGradient({ gradient, share, activation }: NeuronJson | CellJson): string[] {
  return [bySign(gradient, signed(gradient)), percent(share), signed(activation)];
}

function offsetTable(t: TraceJson, names: TraceNames): string {
  const largest = t.offsets.reduce((most, o) => Math.max(most, Math.abs(o.attribution)), 0);
  const bar = (a: number) =>
    bySign(a, "#".repeat(largest > 0 ? Math.round((Math.abs(a) / largest) * BAR) : 0));
  const rows = t.offsets.map((o, i) => [
    String(o.k),
    String(o.position),
    names.offsets[i],
    bySign(o.attribution, signed(o.attribution)),
    percent(o.share),
    number(o.gradientNorm),
    mark(o.shown),
    bar(o.attribution),
  ]);
  return table(
    [
      { title: "k" },
      { title: "position" },
      { title: "byte", align: "left" },
      { title: t.method },
      { title: "share" },
      { title: "||g||" },
      { title: "" },
      { title: "", align: "left" },
    ],
    rows,
  );
}

function footnotes(t: TraceJson): string[] {
  const notes: string[] = [];
  if (t.threshold) {
    const { rule, value, scope, neuronsKept, offsetsKept } = t.threshold;
    const isPerGate = scope === "tracing" && (t.cell !== "elman" || t.layers > 1);
    const neurons = isPerGate
      ? `${keptWords(neuronsKept, t)} a step`
      : `${number(neuronsKept)} of ${t.neurons.length} neurons`;
    notes.push(
      `* ${rule} ${value}: ${neurons}, ${offsetsKept} of ${t.offsets.length} lags${scope === "display" ? "; the trace itself is dense and exact" : ""}`,
    );
    if (scope === "tracing")
      notes.push(
        `approximate: relative L1 error ${number(t.threshold.relativeL1)}, cosine ${number(t.threshold.cosine)}, top lag ${t.threshold.topLagAgrees ? "agrees" : "differs"}, against the dense trace`,
      );
  }
  if (t.integrated)
    notes.push(
      `${t.integrated.converged ? "converged" : "NOT converged"}: at most ${t.integrated.nodes} nodes, largest gap to the occlusion ${number(t.integrated.residual)} nats`,
    );
  if (tracesBack(t.method))
    notes.push(
      dim("A gradient is a slope at this text, not a cause; --method occlusion replaces the byte."),
    );
  return notes.length > 0 ? ["", ...notes] : [];
}
