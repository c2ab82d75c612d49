// Writes the model file of a run in progress: soon after it starts, then every few seconds, and at its end. Always
// whole files, one write at a time: an older checkpoint never replaces a newer one or the finished model.
import type { Files } from "../files";
import { type BoardMemory, type TakenDown, takeDown } from "../jobs/trainingBoard";
import { writeModel } from "../nets/formats";
import { type Provenance, provenanceMetadata } from "./modelFile";

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

  /** Writes the latest weights as unfinished. Once the run is over, only awaits its last write. Throws FileError. */
  save(): Promise<void> {
    return this.over ? this.last : this.next(() => this.checkpoint());
  }

  /** Writes the final model over any checkpoint. Throws FileError. */
  finish(model: TakenDown): Promise<void> {
    this.stop();
    return this.next(() => this.write(model, false));
  }

  /** Prevents further checkpoints, both scheduled ones and one already queued. */
  stop(): void {
    this.over = true;
    clearTimeout(this.timer);
  }

  private tick(): void {
    this.timer = setTimeout(() => this.tick(), CHECKPOINT_MS);
    // A failure here is not fatal, since the next write may succeed. If the last one fails, the run reports it.
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

/** The model to keep. undefined until the first loss is known, since the weights are still the random ones. */
export function modelOn(board: BoardMemory): TakenDown | undefined {
  const model = takeDown(board);
  return model && !Number.isNaN(model.standing.bitsPerByte) ? model : undefined;
}
