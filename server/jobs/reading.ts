// Reading a document from the top: the forward pass with all predictions, for bits per byte and for the
// checkpoints later traces start from. An edit takes it back to before the edit; the rest is kept.
import type { ByteDocument } from "../documents/byteDocument";
import type { DocumentStates } from "../documents/states";
import type { Kernels, ModelKernels, Weights } from "../kernels/interface";

/** Predictions a block makes at once; the sums are kept at every MARK bytes. */
const ROWS = 64;
const MARK = 16384;

export class Reading {
  private readonly kernels: ModelKernels;
  private readonly state: Float64Array;
  private readonly block = new Uint8Array(ROWS + 1);
  /** Bytes [0, through) are in `state`; the predictions made at them are in `nats`. */
  private through = 0;
  private nats = 0;
  private readonly counts = new Float64Array(256);
  /** Sums at the multiples of MARK, for an edit to go back to. */
  private marks: { nats: number; counts: Float64Array }[] = [];

  constructor(
    private readonly document: ByteDocument,
    private readonly states: DocumentStates,
    backend: Kernels,
    weights: Weights,
  ) {
    this.kernels = backend.bind(weights, { rows: ROWS, window: ROWS });
    this.state = new Float64Array(weights.H);
  }

  get finished(): boolean {
    return this.through >= this.document.byteLength;
  }

  /** 0 .. 1 */
  get fraction(): number {
    const bytes = this.document.byteLength;
    return bytes === 0 ? 1 : this.through / bytes;
  }

  /** Over the predictions of the bytes read so far; null before the first. */
  get summary(): {
    predictions: number;
    bitsPerByte: number | null;
    orderZeroBits: number | null;
  } {
    const predictions = Math.max(0, Math.min(this.through, this.document.byteLength - 1));
    if (predictions === 0) return { predictions, bitsPerByte: null, orderZeroBits: null };
    return {
      predictions,
      bitsPerByte: this.nats / predictions / Math.LN2,
      orderZeroBits: entropyBits(this.counts),
    };
  }

  /** Reads on, yielding the fraction done after every block; ends where the text ends. */
  *read(): Generator<number, void> {
    while (!this.finished) {
      this.nextBlock();
      yield this.fraction;
    }
  }

  /** The bytes from `byte` on changed. The prediction of `byte` itself, made at byte - 1, did too. */
  invalidateFrom(byte: number): void {
    if (byte > this.through) return;
    const mark = Math.max(0, Math.floor((byte - 1) / MARK));
    if (mark * MARK >= this.through) return;
    this.marks.length = mark;
    const sums = this.marks[mark - 1];
    this.nats = sums?.nats ?? 0;
    this.counts.set(sums?.counts ?? new Float64Array(256));
    this.through = mark * MARK;
    if (this.states.stateBefore(this.through, this.state) === "pending") this.startOver();
  }

  private startOver(): void {
    this.marks.length = 0;
    this.nats = 0;
    this.counts.fill(0);
    this.state.fill(0);
    this.through = 0;
  }

  private nextBlock(): void {
    const { block, document, kernels, states } = this;
    const from = this.through;
    const to = Math.min(
      document.byteLength,
      from + ROWS,
      states.nextCheckpoint(from),
      (Math.floor(from / MARK) + 1) * MARK,
    );
    const count = to - from;
    const withNext = Math.min(document.byteLength, to + 1);
    document.copyBytes(from, withNext, block);
    kernels.recur(block, 0, count, this.state, 0);
    const predictions = withNext - from - 1;
    kernels.readout(0, predictions);
    kernels.score(block.subarray(1), predictions);
    for (let i = 0; i < predictions; i++) this.nats -= kernels.logP[i];
    for (let i = 0; i < count; i++) this.counts[block[i]]++;
    this.through = to;
    states.adopt(to, this.state);
    if (to % MARK === 0) this.marks.push({ nats: this.nats, counts: this.counts.slice() });
  }
}

/** Entropy of the byte counts in bits: what a model of order 0 would need. */
function entropyBits(counts: Float64Array): number {
  const n = counts.reduce((a, b) => a + b, 0);
  let nats = 0;
  for (const c of counts) if (c > 0) nats -= (c / n) * Math.log(c / n);
  return nats / Math.LN2;
}
