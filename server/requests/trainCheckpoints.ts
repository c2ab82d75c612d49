// The model file of a run under way: written soon after its start, then every few seconds, and at its end.
// Whole files only, one write after the other: an older checkpoint never replaces a newer one, none the finished
// model.
import type { Files } from "../files";
import { type BoardMemory, type TakenDown, takeDown } from "../jobs/trainingBoard";
import { writeModel } from "../nets/formats";
import { type Provenance, provenanceMetadata } from "./trainFile";

export const FIRST_CHECKPOINT_MS = 1000;
export const CHECKPOINT_MS = 5000;

export type Origin = Pick<Provenance, "textName" | "textSha256" | "seed" | "measuredOn">;

export class Checkpoints {
  private last: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout;
  private over = false;

  constructor(
    private readonly files: Files,
    private readonly path: string,
    private readonly board: BoardMemory,
    private readonly origin: Origin,
  ) {
    this.timer = setTimeout(() => this.tick(), FIRST_CHECKPOINT_MS);
  }

  /** Writes the weights put up last, as unfinished; once the run is over, awaits its last write. Throws FileError. */
  save(): Promise<void> {
    return this.over ? this.last : this.next(() => this.checkpoint());
  }

  /** Writes what the run ends with, over every checkpoint. Throws FileError. */
  finish(model: TakenDown): Promise<void> {
    this.stop();
    return this.next(() => this.write(model, false));
  }

  /** No further checkpoint, neither by the clock nor one that waits for its turn. */
  stop(): void {
    this.over = true;
    clearTimeout(this.timer);
  }

  private tick(): void {
    this.timer = setTimeout(() => this.tick(), CHECKPOINT_MS);
    // A failure now is told at the end, where the model would be lost; the next one may succeed.
    this.save().catch((error) => console.error(String(error)));
  }

  private next(write: () => Promise<void>): Promise<void> {
    this.last = this.last.catch(() => undefined).then(write);
    return this.last;
  }

  private async checkpoint(): Promise<void> {
    const model = this.over ? undefined : modelOn(this.board);
    if (model) await this.write(model, true);
  }

  private async write({ weights, standing }: TakenDown, unfinished: boolean): Promise<void> {
    const metadata = provenanceMetadata({ ...this.origin, ...standing, unfinished });
    await this.files.writeAtomic(this.path, writeModel(weights, this.path, metadata));
  }
}

/** What there is to keep: nothing before the first loss is known, when the weights are the random ones. */
export function modelOn(board: BoardMemory): TakenDown | undefined {
  const model = takeDown(board);
  return model && !Number.isNaN(model.standing.bitsPerByte) ? model : undefined;
}
