// What the net writes on its own after a text: one byte after another, each read again before the next is chosen; and
// the past that explains one of them. Not here: where a text or a random number comes from, and names of bytes.
import { exp } from "../kernels/elementary";
import type { ModelKernels, Weights } from "../kernels/interface";
import { paceOf, steps } from "../kernels/pace";
import { missingBytes } from "../protocol/words/byteNames";
import { argmax, type Judgement, judgement, type Prediction, predict } from "./objective";
import { lagsAt, type Past } from "./types";

/** How the next byte is chosen. */
export type Choosing =
  | { readonly kind: "likeliest" }
  /** From P^(1 / temperature); `uniform` gives numbers in [0, 1), one for each byte. */
  | { readonly kind: "sample"; readonly temperature: number; uniform(): number };

/** Judged at temperature 1 however it was chosen. */
export interface WrittenByte extends Judgement {
  readonly byte: number;
}

/** Operations of the readout per weight: two, each several times as slow in a plain loop. */
const SCALAR = 16;

/**
 * Writes `count` bytes, and up to three more where they complete the last character. Float64 throughout, so that backends
 * choose alike until the net has amplified their rounding errors (docs/method.md, section 9). Yields the number of bytes written.
 * @param kernels any workspace of the model; row 0 of its window is overwritten
 * @param state h after the text, float64 [H]; overwritten
 * @param t of the prediction after the text
 * @param tail the text's last bytes, three at least if it has them: a character may have begun there
 */
export function* continuation(
  kernels: ModelKernels,
  weights: Weights,
  state: Float64Array,
  t: number,
  tail: Uint8Array,
  count: number,
  choosing: Choosing,
): Generator<number, WrittenByte[]> {
  const written: WrittenByte[] = [];
  const bytes = [...tail];
  const { H } = weights;
  const isDue = paceOf(weights, "plain").every(H * (2 * H + SCALAR * 256));
  const read = new Uint8Array(1);
  const write = () => {
    if (written.length > 0) kernels.recur(read, 0, 1, state, 0);
    const prediction = predict(weights, state, t + written.length);
    const byte = chosen(weights, prediction, choosing);
    written.push({ byte, ...judgement(weights, prediction, byte) });
    bytes.push(byte);
    read[0] = byte;
  };
  while (written.length < count) {
    write();
    if (isDue()) yield written.length;
  }
  for (let open = missingBytes(bytes); open > 0; open--) {
    write();
    // Where the net breaks the character off, it stays as it was after `count` bytes.
    const goesOn = (read[0] & 0xc0) === 0x80 && missingBytes(bytes) === open - 1;
    if (!goesOn) return written.slice(0, count);
    yield written.length;
  }
  return written;
}

function chosen(weights: Weights, { Z }: Prediction, choosing: Choosing): number {
  const best = argmax(weights, Z);
  if (choosing.kind === "likeliest") return best;
  const weight = Z.map((z) => exp((z - Z[best]) / choosing.temperature));
  let left = choosing.uniform() * weight.reduce((a, b) => a + b, 0);
  let last = best;
  for (let byte = 0; byte < 256; byte++) {
    if (weight[byte] === 0) continue;
    left -= weight[byte];
    last = byte;
    if (left < 0) break;
  }
  return last;
}

/**
 * The past that explains a written byte: what a trace needs of the text with `bytes` written on. Yields while it runs.
 * @param end the past of the text's last byte, with as many lags as `depth` gives it
 * @param bytes what was written, up to and with the byte to explain
 */
export function* writtenPast(
  kernels: ModelKernels,
  end: Past,
  bytes: Uint8Array,
  depth: number,
): Generator<number, Past> {
  const index = bytes.length - 1;
  const position = end.position + index;
  const all = new Uint8Array(end.bytes.length + index);
  all.set(end.bytes);
  all.set(bytes.subarray(0, index), end.bytes.length);
  const before = end.before.slice();
  const passed = all.length - 1 - lagsAt(position, depth);
  const recur = (from: number, count: number) => kernels.recur(all, from, count, before, 0);
  for (const done of steps(kernels.shape, passed, recur, kernels.capacity.window))
    yield done / passed;
  return { position, bytes: all.slice(passed), before, next: bytes[index] };
}
