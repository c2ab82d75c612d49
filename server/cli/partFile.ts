// The file of a part of a report (docs/report-parts.md): a head that says what it is a part of, as JSON; the sums of each segment and
// what is kept by position, as little-endian numbers; the rest as JSON; and a hash of all that. Written and read in pieces, since it may
// be larger than memory. Not here: which parts belong together (partHeads.ts), which numbers a part may hold (partData.ts).
import type { AtomicWrite, Files, RunningSha256 } from "../files";
import { InputError } from "../nets/inputError";
import { shortPath } from "../protocol/words/shortened";
import { NORM_BINS } from "../statistics/normSpread";
import { keptOfPart, type MergedParts, type PartData } from "../statistics/reportPart";
import type { ReportPlan } from "../statistics/reportPlan";
import { type ReportTables, SegmentSums, sumsWidth } from "../statistics/reportTables";
import { areNorms, partDataOf } from "./partData";

const MAGIC = "sparse-diff report part 1\n";
const HASH_BYTES = 32;
/** The head is a few hundred bytes. */
const MOST_HEAD = 2 ** 16;
/** The JSON at its end is some thousand bytes. */
const MOST_JSON = 2 ** 24;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** The bytes of numbers, which every platform of Node holds in little-endian order. */
function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Its length, and the JSON. */
function packed(value: unknown): Uint8Array {
  const json = encoder.encode(JSON.stringify(value));
  const out = new Uint8Array(4 + json.length);
  new DataView(out.buffer).setUint32(0, json.length, true);
  out.set(json, 4);
  return out;
}

/** How many bins hold any, and each of these with its count: most hold none. */
function countPairs(counts: Uint32Array): Uint32Array {
  let length = 0;
  for (const count of counts) if (count > 0) length++;
  const pairs = new Uint32Array(1 + 2 * length);
  pairs[0] = length;
  let at = 1;
  for (let bin = 0; bin < counts.length; bin++) {
    if (counts[bin] === 0) continue;
    pairs[at++] = bin;
    pairs[at++] = counts[bin];
  }
  return pairs;
}

/** Writes the file of one part. */
export class PartWriter {
  private constructor(
    private readonly file: AtomicWrite,
    private readonly hash: RunningSha256,
  ) {}

  /** @throws FileError */
  static async start(files: Files, path: string, head: unknown): Promise<PartWriter> {
    const writer = new PartWriter(await files.startAtomic(path), files.startSha256());
    await writer.write(encoder.encode(MAGIC));
    await writer.write(packed(head));
    return writer;
  }

  /** The sums of the next segment. */
  row(sums: Float64Array): Promise<void> {
    return this.write(bytesOf(sums));
  }

  async finish(plan: ReportPlan, tables: ReportTables, data: PartData): Promise<void> {
    if (!plan.keepsNorms) await this.write(bytesOf(countPairs(tables.normCounts)));
    for (const numbers of keptOfPart(plan, tables, plan)) await this.write(bytesOf(numbers));
    await this.write(packed(data));
    await this.file.write(Buffer.from(this.hash.digest(), "hex"));
    await this.file.finish();
  }

  /** Leaves nothing behind; does nothing after finish(). */
  discard(): Promise<void> {
    return this.file.discard();
  }

  private async write(bytes: Uint8Array): Promise<void> {
    this.hash.update(bytes);
    await this.file.write(bytes);
  }
}

/** What a file says of itself first. @throws InputError if it is not of a part, FileError */
export async function readPartHead(
  files: Files,
  path: string,
): Promise<{ readonly version?: unknown }> {
  const bytes = await files.readHead(path, MAGIC.length + 4 + MOST_HEAD);
  const start = MAGIC.length + 4;
  try {
    if (decoder.decode(bytes.subarray(0, MAGIC.length)) === MAGIC) {
      const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
      const head: unknown = JSON.parse(decoder.decode(bytes.subarray(start, start + length)));
      if (typeof head === "object" && head !== null) return head;
    }
  } catch (error) {
    if (
      !(error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError)
    )
      throw error;
  }
  throw new InputError(
    `${shortPath(path)}: not a part of a report; expected a file that report --part wrote`,
  );
}

/** Adds the part in a file to those before it. @throws InputError if it is not as it was written, FileError */
export async function addPart(
  files: Files,
  path: string,
  part: ReportPlan,
  merged: MergedParts,
): Promise<void> {
  const file = new PieceReader(files, path);
  try {
    await file.take(MAGIC.length);
    await file.take(await file.length(MOST_HEAD));
    const row = new Float64Array(sumsWidth(part));
    const { scalars } = new SegmentSums(part, row);
    let predictions = 0;
    for (let s = part.first; s < part.end; s++) {
      await file.into(bytesOf(row));
      merged.addRow(row);
      predictions += scalars[6];
    }
    if (!merged.tables.total.every(Number.isFinite)) throw file.damaged();
    if (!part.keepsNorms) {
      const pair = new Uint32Array(2);
      for (let left = await file.length(NORM_BINS); left > 0; left--) {
        await file.into(bytesOf(pair));
        if (pair[0] >= NORM_BINS) throw file.damaged();
        merged.addNormCount(pair[0], pair[1]);
      }
    }
    for (const numbers of keptOfPart(part, merged.tables, merged.plan)) {
      await file.into(bytesOf(numbers));
      if (!areNorms(numbers)) throw file.damaged();
    }
    const json = await file.take(await file.length(MOST_JSON));
    await file.end();
    const data = partDataOf(json, part);
    if (data?.distributions.all !== predictions) throw file.damaged();
    merged.addData(data);
    if (!merged.isCounted(part)) throw file.damaged();
  } finally {
    await file.close();
  }
}

/** Reads a file from its start, so many bytes at a time. */
class PieceReader {
  private readonly pieces: AsyncGenerator<Uint8Array, void>;
  private readonly hash: RunningSha256;
  private piece = new Uint8Array(0) as Uint8Array;

  constructor(
    files: Files,
    private readonly path: string,
  ) {
    this.pieces = files.readPieces(path);
    this.hash = files.startSha256();
  }

  /** Fills `target`. */
  async into(target: Uint8Array): Promise<void> {
    await this.fill(target);
    this.hash.update(target);
  }

  async take(length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    await this.into(bytes);
    return bytes;
  }

  /** Of what follows; a damaged one would ask for memory. */
  async length(most: number): Promise<number> {
    const length = new DataView((await this.take(4)).buffer).getUint32(0, true);
    if (length > most) throw this.damaged();
    return length;
  }

  /** The hash must be that of what was read, and nothing may follow. */
  async end(): Promise<void> {
    const found = new Uint8Array(HASH_BYTES);
    await this.fill(found);
    const more = await this.pieces.next();
    const isAll = this.piece.length === 0 && more.done === true;
    if (!isAll || Buffer.from(found).toString("hex") !== this.hash.digest()) throw this.damaged();
  }

  async close(): Promise<void> {
    await this.pieces.return();
  }

  private async fill(target: Uint8Array): Promise<void> {
    for (let at = 0; at < target.length; ) {
      if (this.piece.length === 0) {
        const next = await this.pieces.next();
        if (next.done) throw this.damaged();
        this.piece = next.value;
      }
      const count = Math.min(this.piece.length, target.length - at);
      target.set(this.piece.subarray(0, count), at);
      this.piece = this.piece.subarray(count);
      at += count;
    }
  }

  damaged(): InputError {
    return new InputError(
      `${shortPath(this.path)}: it is not as it was written; expected the whole file of a part: run that part again`,
    );
  }
}
