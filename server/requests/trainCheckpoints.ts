// The model file of a run under way: written soon after its start, then every few seconds, and at its end.
// Whole files only, one write after the other, so that an older checkpoint never replaces a newer one.
import type { Files } from "../files";
import { type BoardMemory, takeDown } from "../jobs/trainingBoard";
import { writeModel } from "../rnn/formats";
import { type Provenance, provenanceMetadata } from "./trainFile";

export const FIRST_CHECKPOINT_MS = 1000;
export const CHECKPOINT_MS = 5000;

export type Origin = Pick<Provenance, "textName" | "textSha256" | "seed" | "measuredOn">;

export class Checkpoints {
  private last: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout;

  constructor(
    private readonly files: Files,
    private readonly path: string,
    private readonly board: BoardMemory,
    private readonly origin: Origin,
  ) {
    this.timer = setTimeout(() => this.tick(), FIRST_CHECKPOINT_MS);
  }

  /** Writes the weights put up last. Throws FileError. */
  write(unfinished: boolean): Promise<void> {
    const writing = this.last.catch(() => undefined).then(() => this.writeNow(unfinished));
    this.last = writing;
    return writing;
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private tick(): void {
    this.timer = setTimeout(() => this.tick(), CHECKPOINT_MS);
    // A failure now is told at the end, where the model would be lost; the next one may succeed.
    this.write(true).catch((error) => console.error(String(error)));
  }

  private async writeNow(unfinished: boolean): Promise<void> {
    const kept = takeDown(this.board);
    if (!kept) return;
    const metadata = provenanceMetadata({ ...this.origin, ...kept.standing, unfinished });
    await this.files.writeAtomic(this.path, writeModel(kept.weights, this.path, metadata));
  }
}
