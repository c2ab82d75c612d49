// A document the person switched on, with its bytes, its version and listeners for changes; and the same document bound
// to a model: hidden states, background reading, tracers for single predictions. A binding lives until the document
// gets another model or is closed.
import { WindowRuns } from "../attribution/causes/window";
import { Tracer } from "../attribution/trace";
import { lagsAt, type Past } from "../attribution/types";
import { Reading } from "../jobs/reading";
import { bindInSteps, type Kernels, type ModelKernels, type Weights } from "../kernels/interface";
import { shapeOf } from "../kernels/shape";
import type { Model } from "../nets/formats";
import { byteCounts, meanEmbedding } from "../nets/weights";
import { ByteDocument, type TextChange } from "./byteDocument";
import { DocumentStates } from "./states";

/**
 * A document the person switched on. Versions and edits come from the editor in order; listeners get the first byte
 * that changed.
 */
export class OpenDocument {
  /** Whether the file has been checked for marks that the editor hides from the text; edits do not change that. */
  marksKnown = false;
  readonly bytes: ByteDocument;
  private readonly listeners = new Set<(firstChanged: number) => void>();

  constructor(
    readonly uri: string,
    private currentVersion: number,
    text: string,
  ) {
    this.bytes = ByteDocument.fromText(text);
  }

  get version(): number {
    return this.currentVersion;
  }

  change(version: number, changes: readonly TextChange[]): void {
    this.currentVersion = version;
    this.tell(this.bytes.applyEdits(changes));
  }

  /** Sets how many byte order marks precede the text, as found in the file on disk. */
  setMarks(marks: number): void {
    this.marksKnown = true;
    if (this.bytes.marks !== marks) this.tell(this.bytes.setMarks(marks));
  }

  /** Calls back with the first changed byte after every change, until the returned function is called. */
  onChange(listener: (firstChanged: number) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tell(firstChanged: number): void {
    for (const listener of this.listeners) listener(firstChanged);
  }
}

/** Tracers kept: one for a trace that pauses, one for traces made without a pause meanwhile. */
const SPARE_TRACERS = 2;
/** Bytes counted between two pauses: a fraction of a millisecond. */
const COUNTED = 65536;

/** Capacity of the kernels that run the states. They keep nothing between calls, so bindings may share them. */
const SCRATCH = { rows: 1, window: 64 };

/** Pauses, since binding a large model takes long. */
export function scratchFor(backend: Kernels, weights: Weights): Generator<void, ModelKernels> {
  return bindInSteps(backend, weights, SCRATCH);
}

/** A document bound to a model. */
export class Binding {
  readonly states: DocumentStates;
  readonly reading: Reading;
  /** Unused tracers, deepest first. */
  private spares: readonly Tracer[] = [];
  private spareRuns: WindowRuns | undefined;
  private embedding: { revision: number; v0: Float64Array } | undefined;
  private readonly stopListening: () => void;
  private ended = false;
  private readonly endings: (() => void)[] = [];

  constructor(
    readonly document: OpenDocument,
    readonly model: Model,
    readonly backend: Kernels,
    onChange: () => void,
    /** From scratchFor() if the model is large. */
    scratch = backend.bind(model.weights, SCRATCH),
  ) {
    const { weights } = model;
    this.states = new DocumentStates(document.bytes, scratch);
    this.reading = new Reading(document.bytes, this.states, shapeOf(weights));
    this.stopListening = document.onChange((firstChanged) => {
      this.states.invalidateFrom(firstChanged);
      this.reading.invalidateFrom(firstChanged);
      onChange();
    });
  }

  /** A free tracer for at least `depth` lags, for a trace made without a pause; undefined if there is none. */
  idleTracer(depth: number): Tracer | undefined {
    return this.spares.find((tracer) => tracer.depth >= depth);
  }

  /**
   * Work with a tracer for at least `depth` lags, which nothing else uses until the work ends or is stopped. Pauses while
   * making a new one, since packing the weights of a large model takes longer than the trace.
   */
  *withTracer<R>(
    depth: number,
    work: (tracer: Tracer) => Generator<unknown, R>,
  ): Generator<unknown, R> {
    const spare = this.idleTracer(depth);
    this.spares = this.spares.filter((tracer) => tracer !== spare);
    const tracer = spare ?? (yield* Tracer.make(this.backend, this.model.weights, depth));
    try {
      return yield* work(tracer);
    } finally {
      const all = [...this.spares, tracer].sort((a, b) => b.depth - a.depth);
      this.spares = all.slice(0, SPARE_TRACERS);
    }
  }

  /** The same with a workspace for runs over windows of at least `lags` lags. */
  *withRuns<Y, R>(
    lags: number,
    work: (runs: WindowRuns) => Generator<Y, R>,
  ): Generator<Y | number, R> {
    const spare = this.spareRuns;
    this.spareRuns = undefined;
    const runs =
      spare && spare.lags >= lags
        ? spare
        : yield* WindowRuns.make(this.backend, this.model.weights, lags);
    try {
      return yield* work(runs);
    } finally {
      this.keep(runs);
    }
  }

  /** Of two workspaces for runs the deeper is kept. */
  private keep(runs: WindowRuns): void {
    if (!this.spareRuns || this.spareRuns.lags < runs.lags) this.spareRuns = runs;
  }

  /** Runs the states to near the past of a trace at t, in pieces, so that past() is quick. */
  approach(position: number, depth: number): Generator<void, unknown> {
    return this.states.approach(position - lagsAt(position, depth));
  }

  /** Makes the reading go first to what a trace at t needs; returns how far it has come, 0 .. 100. */
  want(position: number, depth: number): number {
    const from = position - lagsAt(position, depth);
    this.reading.want(from);
    return Math.floor(100 * this.reading.fractionTo(from));
  }

  /** What a trace at t needs of the text; undefined if the reading has not come near enough. */
  past(position: number, depth: number): Past | undefined {
    const { bytes } = this.document;
    const from = position - lagsAt(position, depth);
    const before = new Float64Array(this.states.stateSize);
    if (this.states.stateBefore(from, before) === "pending") return undefined;
    return {
      position,
      bytes: bytes.copyBytes(from, position + 1),
      before,
      next: position + 1 < bytes.byteLength ? bytes.byteAt(position + 1) : undefined,
    };
  }

  /**
   * v0: the mean embedding over all bytes of the document, cached until they change. Pauses while it counts; the
   * caller must stop it at an edit.
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

  /** Calls back on dispose(), so that work for this binding can stop. */
  onDispose(listener: () => void): void {
    this.endings.push(listener);
  }

  dispose(): void {
    this.ended = true;
    this.stopListening();
    for (const listener of this.endings) listener();
  }
}
