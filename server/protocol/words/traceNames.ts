// The names of a trace's bytes, used in every list and sentence about it: a byte of a longer character is named with
// that character. Made where the text is at hand, from the few bytes around the traced ones.
import type { TraceJson } from "../wire/traceJson";
import { BESIDE, byteName, byteNames } from "./byteNames";

export interface TraceNames {
  /** Parallel to the offsets. */
  readonly offsets: readonly string[];
  /** Name of x_t, from which the target is predicted. */
  readonly input: string;
  readonly target: string;
  /** Name of the byte that the target is compared with. */
  readonly against: string | null;
  /** Parallel to the likeliest bytes. */
  readonly likeliest: readonly string[];
}

/** The bytes of the text that traceNames needs: from .. to) for the lags 0 to `lags` at t = `position`. */
export function namedRange(position: number, lags: number, length: number) {
  const from = Math.max(0, position - lags - BESIDE);
  return { from, to: Math.min(length, position + 1 + 1 + BESIDE) };
}

/**
 * Of a prediction without its past.
 * @param length of the text
 * @param copy its bytes from .. to)
 */
export function predictionNames(
  { position, target }: Pick<TraceJson, "position" | "target">,
  length: number,
  copy: (from: number, to: number) => ArrayLike<number>,
  topPredictions: TraceJson["topPredictions"] = [],
): TraceNames {
  const { from, to } = namedRange(position, 0, length);
  return traceNames({ position, offsets: [], target, topPredictions }, copy(from, to), from);
}

/** @param bytes the bytes of namedRange, the first of them at `from` */
export function traceNames(
  trace: Pick<TraceJson, "position" | "offsets" | "target" | "against" | "topPredictions">,
  bytes: ArrayLike<number>,
  from: number,
): TraceNames {
  const all = Array.from(bytes);
  const names = byteNames(all);
  const next = trace.position + 1 - from;
  const past = all.slice(Math.max(0, next - BESIDE), next);
  // Any byte may be asked about. The text's own next byte has its name there; any other is named as if it stood
  // there.
  const name = (byte: number) =>
    byte === all[next]
      ? (names[next] ?? byteName(byte))
      : (byteNames([...past, byte]).at(-1) ?? byteName(byte));
  return {
    offsets: trace.offsets.map(({ k, byte }) => names[next - 1 - k] ?? byteName(byte)),
    input: names[next - 1] ?? "",
    target: name(trace.target),
    against: trace.against === undefined ? null : name(trace.against),
    likeliest: trace.topPredictions.map(({ byte }) => name(byte)),
  };
}
