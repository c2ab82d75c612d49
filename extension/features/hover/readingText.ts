// The whole answer for one byte as plain text, line by line, for a screen reader or a note. Pure.
import type { Threshold } from "../../../server/protocol/vocabulary/thresholds";
import type { Method } from "../../../server/protocol/vocabulary/tracing";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import type { OffsetJson } from "../../../server/protocol/wire/traceJson";
import type { EditorWideTrace } from "../../../server/protocol/wire/wideTrace";
import { targetProbability } from "../../../server/protocol/words/certainty";
import { count, percent, probability, signed, three } from "../../../server/protocol/words/numbers";
import { type Traced, unitOf } from "../../state/onScreen";
import { honesty, objectiveWords, targetName } from "../../state/traceWords";
import { wideFacts, wideHonesty } from "../../state/wideWords";

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
    ...pastLines(result),
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

/** The same of a selection or of a neuron. @param name with its place @param method of the settings */
export function wideReading(result: EditorWideTrace, name: string, method: Method): string {
  const { trace } = result;
  const facts = wideFacts(result).map((fact) => `${fact.name} ${fact.value}`);
  const lines = [
    `${name}.`,
    `${facts.join(", ")}.`,
    `Method ${trace.method}.`,
    wideHonesty(result, method),
    "",
    ...pastLines(result),
  ];
  return `${lines.join("\n")}\n`;
}

function pastLines(result: Traced): string[] {
  const { names } = result;
  const unit = unitOf(result);
  const offsets: readonly (OffsetJson & { readonly inside?: boolean })[] = result.trace.offsets;
  const rows = offsets
    .map((offset, i) => ({ ...offset, name: names.offsets[i] ?? "" }))
    .sort((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution))
    .map(({ k, name, position, attribution, share, shown, inside }) => {
      const number = `${signed(attribution)} ${unit}, share ${percent(share)}`;
      return `k ${k}: ${name} at byte ${position}, ${number}${inside ? ", a target too" : ""}${mark(shown)}`;
    });
  return ["Past bytes, strongest first:", ...rows];
}

function mark(shown: boolean | undefined): string {
  return shown === false ? " (below the threshold)" : "";
}
