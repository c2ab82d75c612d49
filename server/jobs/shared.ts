// Copies weights and bytes to shared memory, so that every worker thread reads the same ones.
import type { Weights } from "../kernels/interface";

/** A zero-filled buffer of this many bytes. */
export function sharedBuffer(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes);
}

export function shareBytes(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(sharedBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

const known = new WeakMap<Weights, Weights>();

/** Returns the same copy for the same weights, as long as they live. */
export function shareWeights(weights: Weights): Weights {
  const { H, Wx, Wh, bh, Wy, by } = weights;
  let shared = known.get(weights);
  if (!shared) {
    shared = {
      H,
      Wx: shareFloats(Wx),
      Wh: shareFloats(Wh),
      bh: shareFloats(bh),
      Wy: shareFloats(Wy),
      by: shareFloats(by),
    };
    known.set(weights, shared);
  }
  return shared;
}

export function shareFloats(values: Float32Array): Float32Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const copy = new Float32Array(sharedBuffer(4 * values.length));
  copy.set(values);
  return copy;
}
