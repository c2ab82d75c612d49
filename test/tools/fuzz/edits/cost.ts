// What a question costs, roughly, so that a run has many of them: a long text and a large model are not asked for what takes
// minutes. Decides by sizes alone, so that the same case is carried out the same way.
import { type Method, tracesBack } from "../../../../server/protocol/vocabulary/tracing";
import type { Question } from "./questions";
import type { OpenText } from "./texts";

/** Steps of the net for one answer, at most; those of the general model count for many. */
const MOST = 40_000;

export function isAffordable(question: Question, { text, modelPath }: OpenText): boolean {
  const step = modelPath.endsWith("general.safetensors") ? 40 : 1;
  return step * steps(question, text.length) <= MOST;
}

function steps(question: Question, units: number): number {
  switch (question.of) {
    case "trace":
    case "traceWritten":
    case "comparedAt":
      return lags(question.settings);
    case "profile":
      return question.positions * lags(question.settings);
    case "layer":
      return question.layer === "influence" ? 2 * units : units / 10;
    case "fidelity":
      return 4 * Math.min(2000, question.settings.depth);
    case "causes":
      return 128 * Math.min(128, question.settings.depth);
    case "whatIfByte":
      return 256 * question.lag;
    case "whatIfNeuron":
      return units;
    case "memory":
    case "patterns":
    case "patternAt":
    case "similar":
    case "neuronCard":
      return 20 * units;
    case "verify":
    case "faithfulness":
    case "analyse":
      return 100 * units;
    default:
      return 0;
  }
}

/** Integrated gradients that do not converge have 1,024 nodes for each lag, and each goes through all lags. */
function lags({ depth, method }: { depth: number; method: Method }): number {
  const most = Math.min(2000, depth);
  if (tracesBack(method)) return most;
  return (method === "integrated" ? 100 : 1) * most ** 2;
}
