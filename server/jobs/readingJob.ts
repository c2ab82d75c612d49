// Keeps the background reading of one binding going: a short document in slices on this thread, a long one on a
// worker thread. Sends a status at most ten times a second; after an edit, continues once typing has paused.
import type { Binding } from "../documents/binding";
import type { ModelKernels } from "../kernels/interface";
import { shapeOf } from "../kernels/shape";
import type { DocumentStatus } from "../protocol/wire/messages";
import { nextTurn } from "./eventLoop";
import type { Pool } from "./pool";
import {
  bindReading,
  type PartOrder,
  readingKind,
  readingOperations,
  readPart,
} from "./readingPart";
import { type Job, Priority, shareWeights } from "./shared";
import { inSlices } from "./slices";

const STATUS_MS = 100;
/** Reading waits until typing has paused for this long. */
const PAUSE_MS = 200;
/** From this many operations on, a document is read on a worker thread: 64 KB at H = 128. */
const LONG = 65536 * readingOperations(shapeOf({ H: 128 }));

/** Or there is no memory for it, until the text changes. */
const isCounted = ({ counting }: Binding) => counting.finished || counting.failure !== undefined;

const sleep = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

export class ReadingJob {
  private binding: Binding | undefined;
  private running = false;
  private lastStatus = 0;
  private lastEdit = Number.NEGATIVE_INFINITY;
  /** Ends the part in progress if nobody wants it any more. */
  private endUnwanted: () => void = () => {};

  constructor(
    private readonly tell: (status: DocumentStatus) => void,
    private readonly pool?: Pool,
    /** Whether the text is counted too. */
    private readonly options: { readonly counts: boolean } = { counts: true },
  ) {}

  start(binding: Binding): void {
    this.binding = binding;
    binding.onDispose(() => this.endUnwanted());
    this.read();
  }

  /** Call after an edit: continues reading once typing has paused. */
  continue(): void {
    this.lastEdit = performance.now();
    this.endUnwanted();
    this.read();
  }

  private read(): void {
    if (this.running || !this.binding) return;
    this.running = true;
    void this.run(this.binding).finally(() => {
      this.running = false;
    });
  }

  private async run(binding: Binding): Promise<void> {
    // Let the answer to the request go out first.
    await nextTurn();
    const { reading } = binding;
    const part = this.reader(binding);
    try {
      // Counting comes after the net's reading, which others wait for.
      const { counts } = this.options;
      const isDone = () => reading.finished && (!counts || isCounted(binding));
      while (!binding.disposed && !isDone()) {
        const pause = this.lastEdit + PAUSE_MS - performance.now();
        if (pause > 0) await sleep(pause);
        else if (reading.finished) await this.count(binding);
        else await part.read(reading.begin());
        this.status(binding, STATUS_MS);
      }
    } finally {
      part.end();
    }
    this.status(binding, 0);
  }

  /** Counts in slices until the text changes. */
  private async count(binding: Binding): Promise<void> {
    const { bytes } = binding.document;
    const { revision } = bytes;
    const token = {
      get isCancellationRequested() {
        return binding.disposed || bytes.revision !== revision;
      },
    };
    const show = () => this.status(binding, STATUS_MS);
    await inSlices(binding.counting.work(), token, show, Priority.background);
  }

  /**
   * Reads parts on a worker thread if the document is long; on this one if it is short or worker threads keep dying.
   */
  private reader(binding: Binding) {
    const { reading, document, backend, model } = binding;
    const { room } = reading;
    const { pool } = this;
    let onThread =
      pool && document.bytes.byteLength * readingOperations(shapeOf(model.weights)) >= LONG;
    let job: Job<PartOrder, void> | undefined;
    const close = () => {
      job?.close();
      job = undefined;
    };
    const open = () =>
      pool!.open(
        readingKind,
        { backend: backend.backend, weights: shareWeights(model.weights), room },
        Priority.background,
      );
    let kernels: ModelKernels | undefined;
    function* part(order: PartOrder): Generator<void, void> {
      kernels ??= yield* bindReading(backend, model.weights);
      yield* readPart(kernels, room, order);
    }
    return {
      read: async (order: PartOrder): Promise<void> => {
        const token = {
          get isCancellationRequested() {
            return binding.disposed || !reading.isWanted(order);
          },
        };
        this.endUnwanted = () => {
          if (token.isCancellationRequested) close();
        };
        try {
          if (onThread) {
            job ??= open();
            await job.part(order);
          }
        } catch (error) {
          console.error(`reading on in the server itself: ${(error as Error).message}`);
          onThread = false;
          close();
          return;
        }
        if (!onThread) {
          await inSlices(part(order), token, undefined, Priority.background);
        }
        if (!token.isCancellationRequested) reading.accept(order);
      },
      end: close,
    };
  }

  /** Sends nothing for a binding that has ended: by now another one may be reporting. */
  private status(binding: Binding, atLeastAfter: number): void {
    if (binding.disposed) return;
    const now = performance.now();
    if (now - this.lastStatus < atLeastAfter) return;
    this.lastStatus = now;
    const { document, reading, counting } = binding;
    const { percent, bitsPerByte, order, forgotten } = counting;
    this.tell({
      uri: document.uri,
      version: document.version,
      percent: reading.finished ? 100 : Math.min(99, Math.floor(100 * reading.fraction)),
      ...reading.summary,
      counting: { order, percent, bitsPerByte, forgotten },
    });
  }
}
