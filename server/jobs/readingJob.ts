// Keeps one binding's background reading going: slices, pauses, a status at most ten times a second,
// another start after every edit. One at a time a document; ends when the binding is disposed.
import type { Binding } from "../documents/binding";
import type { DocumentStatus } from "../protocol/messages";
import { inSlices } from "./slices";

const STATUS_MS = 100;

export class ReadingJob {
  private binding: Binding | undefined;
  private running = false;
  private lastStatus = 0;

  constructor(private readonly tell: (status: DocumentStatus) => void) {}

  start(binding: Binding): void {
    this.binding = binding;
    this.continue();
  }

  /** Reads on where it is not already reading; called after every edit. */
  continue(): void {
    if (this.running || !this.binding) return;
    this.running = true;
    void this.run(this.binding).finally(() => {
      this.running = false;
    });
  }

  private async run(binding: Binding): Promise<void> {
    // Lets the answer to the request go out first.
    await new Promise((resume) => setImmediate(resume));
    const token = {
      get isCancellationRequested() {
        return binding.disposed;
      },
    };
    do {
      await inSlices(binding.reading.read(), token, () => this.status(binding, STATUS_MS));
    } while (!binding.disposed && !binding.reading.finished);
    if (!binding.disposed) this.status(binding, 0);
  }

  private status(binding: Binding, atLeastAfter: number): void {
    const now = performance.now();
    if (now - this.lastStatus < atLeastAfter) return;
    this.lastStatus = now;
    const { document, reading } = binding;
    this.tell({
      uri: document.uri,
      version: document.version,
      percent: reading.finished ? 100 : Math.min(99, Math.floor(100 * reading.fraction)),
      ...reading.summary,
    });
  }
}
