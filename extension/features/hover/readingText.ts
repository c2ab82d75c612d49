// The whole answer for one byte as plain text, line by line, for a screen reader or a note. Pure.
import type { Threshold } from "../../../server/protocol/vocabulary/thresholds";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import { targetProbability } from "../../../server/protocol/words/certainty";
import { count, percent, probability, signed, three } from "../../../server/protocol/words/numbers";
import { honesty, objectiveWords, targetName } from "../../state/traceWords";

const NEURONS = 10;

export function readingText(
  result: EditorTrace,
  threshold: Threshold | null,
  unknownBits: number | null,
): string {
  const { trace, names, targetRank } = result;
  const lines = [
    `${targetName(result)}, predicted from t = ${trace.position} (${names.input}).`,
    `Probability ${targetProbability(trace)}, ${three(trace.bits)} bits, rank ${count(targetRank)} of 256.`,
    `Likeliest: ${trace.topPredictions.map((p, i) => `${names.likeliest[i]} ${probability(p.probability)}`).join(", ")}.`,
    `Gradient norm ${three(trace.gradientNorm)} nats. Method ${trace.method}, ${objectiveWords(trace.objective, trace.against)}.`,
    honesty(result, unknownBits),
    "",
    `Neurons, strongest ${Math.min(NEURONS, trace.neurons.length)} of ${trace.neurons.length}:`,
    ...trace.neurons
      .slice(0, NEURONS)
      .map(
        (n) =>
          `h${n.neuron}: gradient ${signed(n.gradient)}, share ${percent(n.share)}, activation ${signed(n.activation)}${mark(n.shown)}`,
      ),
    "",
    "Past bytes, strongest first:",
    ...trace.offsets
      .map((offset, i) => ({ ...offset, name: names.offsets[i] }))
      .sort((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution))
      .map(
        (o) =>
          `k ${o.k}: ${o.name} at byte ${o.position}, ${signed(o.attribution)} nats, share ${percent(o.share)}${mark(o.shown)}`,
      ),
  ];
  if (threshold) {
    const kept = trace.threshold;
    const words = kept
      ? `${three(kept.neuronsKept)} neurons and ${kept.offsetsKept} lags pass`
      : "what it hides is not marked";
    lines.push("", `Threshold: ${threshold.rule}, ${threshold.scope}; ${words}.`);
  }
  return `${lines.join("\n")}\n`;
}

function mark(shown: boolean | undefined): string {
  return shown === false ? " (below the threshold)" : "";
}
