// The comparisons of open documents: another model on the same text, or the same model on another text. The other side is read in
// the background like the document itself, which it never delays; what an edit leaves of both is kept. Not here: the requests
// (compare.ts).
import type { ResponseError } from "vscode-languageserver-protocol";
import { type Alignment, identity, placeThere } from "../comparison/alignment";
import type { Binding, OpenDocument } from "../documents/binding";
import { alignmentData, alignmentKind } from "../jobs/alignmentJob";
import { ReadingJob } from "../jobs/readingJob";
import { Priority } from "../jobs/shared";
import { inParts } from "../jobs/slices";
import type { Model } from "../nets/formats";
import type { FailureData, Pending } from "../protocol/wire/messages";
import { l10n } from "../protocol/words/l10n";
import { shortPath } from "../protocol/words/shortened";
import { failure } from "./guard";
import type { Session } from "./session";

/** After the last edit, before texts are aligned again. */
const PAUSE_MS = 400;

export class Comparison {
  /** Bound to the other model or the other text. */
  readonly other: Binding;
  private aligned: { readonly revision: number; readonly alignment: Alignment } | undefined;
  /** Of the text that is being aligned. */
  private coming: number | undefined;

  constructor(
    private readonly session: Session,
    private readonly own: Binding,
    /** What the other side is called. */
    readonly name: string,
    document: OpenDocument,
    model: Model,
  ) {
    // Nobody asks what counting says of the other side, and it has no place in the status bar.
    const job = new ReadingJob(() => {}, session.pool, { counts: false });
    this.other = session.bindBeside(document, model, () => job.continue());
    job.start(this.other);
  }

  private get isOneText(): boolean {
    return this.other.document === this.own.document;
  }

  /** Whether both sides have been read, and aligned. */
  get finished(): boolean {
    const { own, other, alignment } = this;
    return alignment !== undefined && own.reading.finished && other.reading.finished;
  }

  /** Of the text as it is now; undefined while it is being found. */
  get alignment(): Alignment | undefined {
    const { bytes } = this.own.document;
    if (this.isOneText) return identity(bytes.byteLength);
    if (this.aligned?.revision === bytes.revision) return this.aligned.alignment;
    if (this.coming !== bytes.revision) void this.align();
    return undefined;
  }

  /** What the bytes from .. to) cost there minus what they cost here; NaN where either has no cost. Undefined if not read. */
  differences(from: number, to: number): Float32Array | undefined {
    const { alignment, own, other } = this;
    if (!alignment) return undefined;
    const here = own.reading.bits(from, to);
    if (!here) return undefined;
    const values = new Float32Array(to - from).fill(Number.NaN);
    for (const run of alignment.runs) {
      const [start, end] = [Math.max(from, run.here), Math.min(to, run.here + run.length)];
      if (start >= end) continue;
      const shift = run.there - run.here;
      const there = other.reading.bits(start + shift, end + shift);
      if (!there) return undefined;
      for (let p = start; p < end; p++) values[p - from] = there[p - start] - here[p - from];
    }
    return values;
  }

  /** The same byte on the other side, -1 if there is none; undefined while that is not known. */
  placeThere(byte: number): number | undefined {
    return this.alignment && placeThere(this.alignment, byte);
  }

  pending(version: number): Pending {
    const fraction = Math.min(this.own.reading.fraction, this.other.reading.fraction);
    return { kind: "pending", version, percent: Math.min(99, Math.floor(100 * fraction)) };
  }

  end(): void {
    this.other.dispose();
  }

  private async align(): Promise<void> {
    const { own, other, session } = this;
    const { bytes } = own.document;
    const { revision } = bytes;
    const isFirst = this.coming === undefined;
    this.coming = revision;
    const token = {
      get isCancellationRequested() {
        return other.disposed || bytes.revision !== revision;
      },
    };
    if (!isFirst) await new Promise((resume) => setTimeout(resume, PAUSE_MS));
    if (token.isCancellationRequested) return;
    const all = ({ document }: Binding) => document.bytes.copyBytes(0, document.bytes.byteLength);
    const data = alignmentData(all(own), all(other));
    const asked = { data, parts: [null], token, priority: Priority.background };
    const found = await inParts(session.pool, alignmentKind, asked);
    if (found && !token.isCancellationRequested) this.aligned = { revision, alignment: found[0] };
  }
}

const comparisons = new WeakMap<Binding, Comparison>();

export function comparisonOf(binding: Binding): Comparison | undefined {
  return comparisons.get(binding);
}

/** In place of any before it. Ends with the binding. */
export function beginComparison(binding: Binding, comparison: Comparison): void {
  endComparison(binding);
  comparisons.set(binding, comparison);
  binding.onDispose(() => comparison.end());
}

export function endComparison(binding: Binding): void {
  comparisons.get(binding)?.end();
  comparisons.delete(binding);
}

/** Why there is no difference to show. */
export function nothingCompared(uri: string): ResponseError<FailureData> {
  return failure(
    "request",
    l10n`Nothing is compared with ${shortPath(uri)}: choose another model or git HEAD to compare it with.`,
  );
}
