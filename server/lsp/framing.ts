// The messages of standard input, each behind its header, in their order. After the first that is not framed right nothing is read any more:
// where the next one begins is not known. Not here: what a message may be (wellFormed.ts), how the process ends (streams.ts).
import type { Readable } from "node:stream";
import {
  AbstractMessageReader,
  type DataCallback,
  Disposable,
  type Message,
} from "vscode-languageserver/node";
import { InputError } from "../nets/inputError";
import { shortened } from "../protocol/words/shortened";

/** Bytes of one message: well below the longest string of V8, far above any text that an editor keeps open. */
const MOST = 256 * 1024 * 1024;
/** Bytes of one header. */
const MOST_OF_HEADER = 65_536;
const HEADER_END = "\r\n\r\n";

export class FramedReader extends AbstractMessageReader {
  /** What has come and is not taken yet. */
  private pieces: Buffer[] = [];
  private size = 0;
  /** Bytes of the message that comes next; undefined while its header comes. */
  private length: number | undefined;

  constructor(private readonly input: Readable) {
    super();
  }

  listen(take: DataCallback): Disposable {
    const hear = (piece: Buffer) => {
      try {
        this.read(piece, take);
      } catch (error) {
        this.input.off("data", hear);
        this.fireError(error);
      }
    };
    this.input.on("data", hear);
    this.input.on("error", (error) => this.fireError(error));
    this.input.on("close", () => this.fireClose());
    return Disposable.create(() => this.input.off("data", hear));
  }

  /** @throws InputError */
  private read(piece: Buffer, take: DataCallback): void {
    this.pieces.push(piece);
    this.size += piece.length;
    for (;;) {
      this.length ??= this.announced();
      if (this.length === undefined || this.size < this.length) return;
      const message = messageOf(this.taken(this.length));
      this.length = undefined;
      take(message);
    }
  }

  /** Takes a header; undefined while it has no end. */
  private announced(): number | undefined {
    const end = this.joined().indexOf(HEADER_END);
    if ((end < 0 ? this.size : end) > MOST_OF_HEADER)
      throw new InputError(`a header without an end; expected one of at most 65,536 bytes`);
    if (end < 0) return undefined;
    return lengthIn(this.taken(end + HEADER_END.length).toString("latin1"));
  }

  private taken(bytes: number): Buffer {
    const all = this.joined();
    this.pieces = [all.subarray(bytes)];
    this.size = all.length - bytes;
    return all.subarray(0, bytes);
  }

  private joined(): Buffer {
    if (this.pieces.length > 1) this.pieces = [Buffer.concat(this.pieces)];
    return this.pieces[0];
  }
}

/** @throws InputError */
function lengthIn(header: string): number {
  const [, value] = /^content-length:(.*)$/im.exec(header) ?? [];
  if (value === undefined) throw new InputError("a header without Content-Length; expected one");
  const said = value.trim();
  const length = /^\d+$/.test(said) ? Number(said) : Number.NaN;
  if (!(length <= MOST))
    throw new InputError(
      `Content-Length: '${shortened(said)}'; expected a whole number of bytes, at most 268,435,456`,
    );
  return length;
}

/** @throws InputError */
function messageOf(body: Buffer): Message {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new InputError("a message that is not JSON; expected an object");
  }
}
