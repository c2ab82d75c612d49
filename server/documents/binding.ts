// A document under one model: hidden states, background reading, the tracer for single predictions.
// Lives as long as the two belong together.

import { Tracer } from "../attribution/trace";
import { lagsAt, type Past } from "../attribution/types";
import { Reading } from "../jobs/reading";
import { bindInSteps, type Kernels, type ModelKernels, type Weights } from "../kernels/interface";
import { byteCounts, meanEmbedding } from "../nets/embedding";
import type { Model } from "../nets/model";
import type { OpenDocument } from "./openDocument";
import { DocumentStates } from "./states";

/** Tracers that are kept: one for a trace that pauses, one for those that are made in one go meanwhile. */
const SPARE_TRACERS = 2;
/** Bytes counted between two pauses: a fraction of a millisecond. */
const COUNTED = 65536;

/** Of the kernels that states run with. Nothing is kept in them between two calls: bindings may share them. */
const SCRATCH = { rows: 1, window: 64 };

/** With pauses: a large model takes long to bind. */
export function scratchFor(backend: Kernels, weights: Weights): Generator<void, ModelKernels> {
  return bindInSteps(backend, weights, SCRATCH);
}

export class Binding {
  readonly states: DocumentStates;
  readonly reading: Reading;
  /** Not in use, deepest first. */
  private spares: readonly Tracer[] = [];
  private embedding: { revision: number; v0: Float64Array } | undefined;
  private readonly stopListening: () => void;
  private ended = false;
  private readonly endings: (() => void)[] = [];

  constructor(
    readonly document: OpenDocument,
    readonly model: Model,
    readonly backend: Kernels,
    onChange: () => void,
    /** Of scratchFor(), where the model is large. */
    scratch = backend.bind(model.weights, SCRATCH),
  ) {
    const { weights } = model;
    this.states = new DocumentStates(document.bytes, scratch);
    this.reading = new Reading(document.bytes, this.states, weights.H);
    this.stopListening = document.onChange((firstChanged) => {
      this.states.invalidateFrom(firstChanged);
      this.reading.invalidateFrom(firstChanged);
      onChange();
    });
  }

  /** A tracer for at least `depth` lags that is free, for a trace made in one go; undefined where none is. */
  idleTracer(depth: number): Tracer | undefined {
    return this.spares.find((tracer) => tracer.depth >= depth);
  }

  /**
   * A tracer for at least `depth` lags that nothing else uses until it is handed back: for a trace that pauses.
   * Pauses where there is none yet: packing the weights of a large model takes longer than the trace.
   */
  *borrowTracer(depth: number): Generator<void, Tracer> {
    const spare = this.idleTracer(depth);
    if (!spare) return yield* Tracer.make(this.backend, this.model.weights, depth);
    this.spares = this.spares.filter((tracer) => tracer !== spare);
    return spare;
  }

  handBack(tracer: Tracer): void {
    const all = [...this.spares, tracer].sort((a, b) => b.depth - a.depth);
    this.spares = all.slice(0, SPARE_TRACERS);
  }

  /** Runs the states near to a trace at t, in pieces: past() is quick after it. */
  approach(position: number, depth: number): Generator<void, unknown> {
    return this.states.approach(position - lagsAt(position, depth));
  }

  /** The reading goes to the trace at t first; returns how far it has come on the way, 0 .. 100. */
  want(position: number, depth: number): number {
    const from = position - lagsAt(position, depth);
    this.reading.want(from);
    return Math.floor(100 * this.reading.fractionTo(from));
  }

  /** What a trace at t needs of the text; undefined where the reading has not come near enough. */
  past(position: number, depth: number): Past | undefined {
    const { bytes } = this.document;
    const from = position - lagsAt(position, depth);
    const before = new Float64Array(this.model.weights.H);
    if (this.states.stateBefore(from, before) === "pending") return undefined;
    return {
      position,
      bytes: bytes.copyBytes(from, position + 1),
      before,
      next: position + 1 < bytes.byteLength ? bytes.byteAt(position + 1) : undefined,
    };
  }

  /**
   * v0: the mean embedding over all bytes of the document as it stands; kept until they change. Pauses while it
   * counts: whoever asks ends it at an edit.
   */
  *meanEmbedding(): Generator<void, Float64Array> {
    const { bytes } = this.document;
    const { revision } = bytes;
    if (this.embedding?.revision !== revision) {
      const counts = new Float64Array(256);
      for (let at = 0; at < bytes.byteLength; at += COUNTED) {
        byteCounts(bytes.copyBytes(at, Math.min(bytes.byteLength, at + COUNTED)), counts);
        yield;
      }
      this.embedding = { revision, v0: meanEmbedding(this.model.weights, counts) };
    }
    return this.embedding.v0;
  }

  get disposed(): boolean {
    return this.ended;
  }

  /** Calls back when it is disposed of: what still works for it can end. */
  onDispose(listener: () => void): void {
    this.endings.push(listener);
  }

  dispose(): void {
    this.ended = true;
    this.stopListening();
    for (const listener of this.endings) listener();
  }
}
