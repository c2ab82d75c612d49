// A layer in segments, each from the state before it to its own part of the values, so that threads can share
// one: forward() of a segment comes before forward() of the next, values() in any order. Which thread does what
// changes no bit: every row has its own, and a byte's sum is added up within one segment.
import { checkLag, NotFinite } from "../attribution/finite";
import { bindInSteps, type Kernels, type ModelKernels, type Weights } from "../kernels/interface";
import { recurrencesAtOnce } from "../kernels/pauses";
import { SEGMENT, SegmentWorkspace, traceBlock } from "./blocks";
import { allocateLayer, type Layer, type LayerQuestion, type Stretch } from "./layers";

export interface LayerSegments {
  readonly count: number;
  /** `state` (float64 [H]) enters as that before segment s, leaves as that before s + 1. */
  forward(s: number, state: Float64Array): Generator<void, void>;
  /** Writes the values of segment s, for which forward() was the last to run. May run again. */
  values(s: number): Generator<void, void>;
}

/** Pauses after every so many operations. */
export function* layerOf(
  backend: Kernels,
  weights: Weights,
  stretch: Stretch,
  question: LayerQuestion,
): Generator<void, Layer> {
  const layer = allocateLayer(stretch, question, (bytes) => new ArrayBuffer(bytes));
  const segments = yield* layerSegments(backend, weights, stretch, question, layer);
  const state = stretch.before.slice();
  for (let s = 0; s < segments.count; s++) {
    yield* segments.forward(s, state);
    yield* segments.values(s);
  }
  return layer;
}

/** Segments of one stretch for one thread, made with pauses; the values go into `layer`. */
export function* layerSegments(
  backend: Kernels,
  weights: Weights,
  stretch: Stretch,
  question: LayerQuestion,
  layer: Layer,
): Generator<void, LayerSegments> {
  const { layer: name, depth } = question;
  if (name === "neuron") {
    const window = Math.max(1, Math.min(SEGMENT, stretch.count));
    const kernels = yield* bindInSteps(backend, weights, { rows: 1, window });
    return new Activations(kernels, stretch, question, layer);
  }
  const deepest = name === "influence" ? depth - 1 : 0;
  const workspace = yield* SegmentWorkspace.make(backend, weights, stretch.bytes, deepest);
  if (name === "influence") return new Influences(workspace, stretch, question, layer);
  return new Predictions(workspace, stretch, question, layer);
}

/** Bytes, or predictions, of a segment. Depends on the question alone, never on the threads. */
function sizeOf({ layer, depth }: LayerQuestion): number {
  return layer === "influence" ? SEGMENT * Math.ceil((8 * depth) / SEGMENT) : SEGMENT;
}

/** How many segments a layer has. */
export function segmentsIn({ bytes, count }: Stretch, question: LayerQuestion): number {
  const { layer } = question;
  const all = layer === "neuron" || layer === "influence" ? count : Math.max(0, bytes.length - 1);
  return Math.ceil(all / sizeOf(question));
}

/** Surprise and gradient norm: a byte's is that of the prediction before it. */
class Predictions implements LayerSegments {
  readonly count: number;
  private readonly positions: number;

  constructor(
    private readonly workspace: SegmentWorkspace,
    private readonly stretch: Stretch,
    private readonly question: LayerQuestion,
    private readonly layer: Layer,
  ) {
    this.positions = stretch.bytes.length - 1;
    this.count = segmentsIn(stretch, question);
  }

  forward(s: number, state: Float64Array): Generator<void, void> {
    const to = Math.min(this.positions, (s + 1) * SEGMENT);
    return this.workspace.forward(s * SEGMENT, to, state);
  }

  *values(): Generator<void, void> {
    const { values } = this.layer;
    const isSurprise = this.question.layer === "surprise";
    for (const { kernels, t0, first, count } of this.workspace.blocks()) {
      if (!isSurprise) {
        kernels.lag(first, 0, 0, count);
        checkLag(kernels, t0, 0, 0, count);
      }
      const at = t0 + 1 - this.stretch.lead;
      for (let i = 0; i < count; i++)
        values[at + i] = isSurprise ? -kernels.logP[i] / Math.LN2 : kernels.norm[i];
      yield;
    }
  }
}

/** One neuron's state after each byte. */
class Activations implements LayerSegments {
  readonly count: number;

  constructor(
    private readonly kernels: ModelKernels,
    private readonly stretch: Stretch,
    private readonly question: LayerQuestion,
    private readonly layer: Layer,
  ) {
    this.count = segmentsIn(stretch, question);
  }

  *forward(s: number, state: Float64Array): Generator<void, void> {
    const { kernels, stretch } = this;
    const most = recurrencesAtOnce(kernels.stride);
    const from = s * SEGMENT;
    const to = Math.min(stretch.count, from + SEGMENT);
    for (let at = from; at < to; at += most) {
      kernels.recur(stretch.bytes, at, Math.min(most, to - at), state, at - from);
      yield;
    }
  }

  // biome-ignore lint/correctness/useYield: copying a segment needs no pause.
  *values(s: number): Generator<void, void> {
    const { kernels, stretch, question, layer } = this;
    const from = s * SEGMENT;
    const count = Math.min(SEGMENT, stretch.count - from);
    for (let i = 0; i < count; i++)
      layer.values[from + i] = kernels.h[i * kernels.stride + question.neuron];
  }
}

/**
 * What a byte gives to the predictions after it: a segment is some bytes and all predictions that look back at
 * them. Predictions at its ends belong to two segments and are traced in both, so segments are much longer than
 * a trace is deep.
 */
class Influences implements LayerSegments {
  readonly count: number;
  private readonly size: number;
  private readonly deepest: number;
  private readonly before: Float64Array;

  constructor(
    private readonly workspace: SegmentWorkspace,
    private readonly stretch: Stretch,
    private readonly question: LayerQuestion,
    private readonly layer: Layer,
  ) {
    this.deepest = question.depth - 1;
    this.size = sizeOf(question);
    this.count = segmentsIn(stretch, question);
    this.before = new Float64Array(workspace.kernels.H);
  }

  *forward(s: number, state: Float64Array): Generator<void, void> {
    const { kernels } = this.workspace;
    const { window } = kernels.capacity;
    this.before.set(state);
    // The last state of all is nobody's.
    if (s + 1 === this.count) return;
    const most = Math.min(window, recurrencesAtOnce(kernels.stride));
    const to = (s + 1) * this.size;
    for (let at = s * this.size; at < to; at += most) {
      kernels.recur(this.stretch.bytes, at, Math.min(most, to - at), state, 0);
      yield;
    }
  }

  *values(s: number): Generator<void, void> {
    const { workspace, deepest, size, stretch } = this;
    const from = s * size;
    const to = Math.min(stretch.count, from + size);
    const values = this.layer.values.subarray(from, to).fill(0);
    const absolute = this.layer.absolute!.subarray(from, to).fill(0);
    // The first byte of the segment opens the text of the workspace, so no lag reaches back beyond it.
    const bytes = stretch.bytes.subarray(from, to + deepest + 1);
    const state = this.before.slice();
    workspace.read(bytes, from);
    for (let at = 0; at < bytes.length - 1; at += SEGMENT) {
      yield* workspace.forward(at, Math.min(bytes.length - 1, at + SEGMENT), state);
      for (const block of workspace.blocks()) {
        const given = block.kernels[this.question.method];
        yield* traceBlock(block, deepest, (k, first) => {
          const last = Math.min(block.count, values.length + k - block.t0);
          for (let i = first; i < last; i++) {
            const byte = block.t0 + i - k;
            values[byte] += given[i];
            absolute[byte] += Math.abs(given[i]);
          }
        });
        yield;
      }
    }
    // The values are float32, and every one is a sum.
    const odd = absolute.findIndex((value) => !Number.isFinite(value));
    if (odd >= 0)
      throw new NotFinite({
        position: from + odd,
        lag: 0,
        what: "influence",
        value: absolute[odd],
      });
  }
}
