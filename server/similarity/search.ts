// Compares every position of a text with one of them by each criterion that is asked for (docs/compare.md, section 1): one pass
// over the text, segment by segment, so that the memory does not grow with it. Yields the fraction done.
import { paced } from "../attribution/backward";
import { type Block, SEGMENT, SegmentWorkspace, traceBlock } from "../attribution/blocks";
import { checkState } from "../attribution/finite";
import { TextReader } from "../attribution/forward";
import { type Trace, Tracer } from "../attribution/trace";
import { defaultOptions, lagsAt } from "../attribution/types";
import type { Kernels, Weights } from "../kernels/interface";
import { NEAR, type Similarity } from "../protocol/vocabulary/similarity";
import type { GradientMethod } from "../protocol/vocabulary/tracing";
import type {
  LeftOutJson,
  MomentJson,
  SimilarByJson,
  SimilarJson,
} from "../protocol/wire/similarity";
import { NO_GRADIENT } from "../protocol/words/certainty";
import { cosineWith, distanceTo, isLarge, momentOf, type Reference, shareCosine } from "./moment";
import { Distribution, Nearest } from "./nearest";

export interface SimilarQuestion {
  /** t */
  readonly position: number;
  readonly by: readonly Similarity[];
  readonly top: number;
  /** Largest lag of the signature, where so many bytes stand before. */
  readonly depth: number;
  readonly method: GradientMethod;
}

/** The part of the work that finds the moment itself. */
const READING = 0.1;

/** @throws NotFinite, OutsideAlphabet */
export function* similarMoments(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  question: SimilarQuestion,
): Generator<number, SimilarJson> {
  const { position, by, method } = question;
  const depth = lagsAt(position, question.depth);
  const trace = yield* traceAt(backend, weights, text, question);
  const moment = momentOf(trace);
  const searches = new Map<Similarity, Search>();
  for (const name of by) {
    const reference = moment[name];
    if (reference) searches.set(name, new Search(reference, question));
  }
  yield* scan(backend, weights, text, searches, searches.has("lags") ? depth : 0, method);
  const found: SimilarJson["by"] = Object.fromEntries(
    by.map((name) => [name, searches.get(name)?.result(text) ?? null]),
  );
  return {
    position,
    input: text[position],
    target: trace.aim.target,
    targetIsTrue: trace.targetIsTrue,
    bytes: text.length,
    near: NEAR,
    lags: depth + 1,
    method,
    by: found,
  };
}

function* traceAt(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  { position, depth, method }: SimilarQuestion,
): Generator<number, Trace> {
  const tracer = yield* paced(Tracer.make(backend, weights, lagsAt(position, depth)), 0);
  const reading = new TextReader(tracer.kernels, text).past(position, depth);
  const past = yield* paced(reading, 0);
  return yield* paced(tracer.steps(past, { ...defaultOptions, depth, method }), READING);
}

/** The search by one criterion. */
class Search {
  readonly nearest: Nearest;
  readonly all = new Distribution();
  readonly leftOut: Record<keyof LeftOutJson, number> = {
    near: 0,
    early: 0,
    outside: 0,
    without: 0,
  };

  constructor(
    readonly reference: Reference,
    private readonly question: SimilarQuestion,
  ) {
    this.nearest = new Nearest(question.top);
  }

  /** Whether a position is left out whatever its numbers are. */
  leavesOut(t: number, least: number, isOutside: boolean): boolean {
    const why =
      Math.abs(t - this.question.position) <= NEAR
        ? "near"
        : t < least
          ? "early"
          : isOutside
            ? "outside"
            : undefined;
    if (why) this.leftOut[why]++;
    return why !== undefined;
  }

  /** @param cosine NaN where there is nothing to compare */
  add(position: number, cosine: number, distance?: () => number): void {
    if (Number.isNaN(cosine)) {
      this.leftOut.without++;
      return;
    }
    this.all.add(cosine);
    if (this.nearest.wants(cosine))
      this.nearest.add({ position, similarity: cosine, distance: distance?.() ?? Number.NaN });
  }

  result(text: Uint8Array): SimilarByJson {
    const { all, nearest, leftOut } = this;
    const [median, percentile99] = [all.percentile(0.5), all.percentile(0.99)];
    return {
      positions: all.count,
      leftOut,
      chance: median === null || percentile99 === null ? null : { median, percentile99 },
      moments: nearest.taken.map(
        ({ position, similarity, distance }): MomentJson => ({
          position,
          input: text[position],
          target: text[position + 1],
          similarity,
          ...(Number.isNaN(distance) ? {} : { distance }),
        }),
      ),
    };
  }
}

function* scan(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  searches: ReadonlyMap<Similarity, Search>,
  depth: number,
  method: GradientMethod,
): Generator<number, void> {
  if (searches.size === 0) return;
  const [states, neurons, lags] = (["states", "neurons", "lags"] as const).map((name) =>
    searches.get(name),
  );
  const positions = text.length - 1;
  const making = SegmentWorkspace.make(backend, weights, text, depth);
  const workspace = yield* paced(making, READING);
  const { kernels } = workspace;
  const state = new Float64Array(kernels.shape.stateSize);
  const signature = new Float64Array(kernels.capacity.rows * (depth + 1));
  for (let from = 0; from < positions; from += SEGMENT) {
    const to = Math.min(positions, from + SEGMENT);
    const done = READING + ((1 - READING) * from) / positions;
    yield* paced(workspace.forward(from, to, state), done);
    if (states) {
      for (let t = from; t < to; t++) {
        if (states.leavesOut(t, 0, false)) continue;
        const at = (depth + t - from) * kernels.stride;
        checkState(kernels.h, at, states.reference.vector.length, t);
        const cosine = cosineWith(states.reference, kernels.h, at);
        states.add(t, cosine, () => distanceTo(states.reference, kernels.h, at));
      }
      yield done;
    }
    if (!neurons && !lags) continue;
    for (const block of workspace.blocks()) {
      if (neurons) addNeurons(neurons, block);
      if (lags) {
        const trace = traceBlock(block, depth, (k, first) => {
          const values = method === "gradient" ? kernels.gradient : kernels.gated;
          for (let i = first; i < block.count; i++) signature[i * (depth + 1) + k] = values[i];
        });
        yield* paced(trace, done);
        addLags(lags, block, signature, depth);
      }
      yield done;
    }
  }
}

function addNeurons(search: Search, { kernels, t0, count, outside }: Block): void {
  const { G, strideG } = kernels;
  const H = search.reference.vector.length;
  for (let i = 0; i < count; i++) {
    if (search.leavesOut(t0 + i, 0, outside.has(i))) continue;
    const at = i * strideG;
    search.add(t0 + i, isLarge(G, at, H) ? shareCosine(search.reference, G, at) : Number.NaN);
  }
}

function addLags(
  search: Search,
  { t0, count, outside }: Block,
  signature: Float64Array,
  depth: number,
): void {
  for (let i = 0; i < count; i++) {
    // Only positions with as many lags as the moment itself have such a signature.
    if (search.leavesOut(t0 + i, depth, outside.has(i))) continue;
    const at = i * (depth + 1);
    const isUsable = signature.subarray(at, at + depth + 1).some((a) => Math.abs(a) >= NO_GRADIENT);
    search.add(t0 + i, isUsable ? cosineWith(search.reference, signature, at) : Number.NaN);
  }
}
