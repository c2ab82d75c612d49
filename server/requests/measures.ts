// How a measure of a document's text runs: of the text as it was at the version asked about, one of a kind at a time in a
// document. Measures take seconds to minutes, so each has worker threads of its own; an edit does not end them, a cancellation
// does at once. What is measured is in measureRequests.ts.
import type { CancellationToken, ResponseError } from "vscode-languageserver-protocol";
import { checkNumbers, NumberBeyond } from "../answers/numbers";
import { NotFinite } from "../attribution/finite";
import { FileError } from "../files";
import type { Measurable } from "../jobs/measureJobs";
import { type OwnThreads, type Pool, WorkerDied } from "../jobs/pool";
import { sharedBuffer } from "../jobs/shared";
import { Turns } from "../jobs/turns";
import { isNotEnoughMemory } from "../kernels/limits";
import { InputError } from "../nets/inputError";
import type {
  Measure,
  MeasureName,
  MeasureProgress,
  VerifyParams,
} from "../protocol/wire/measures";
import type { FailureData } from "../protocol/wire/messages";
import { l10n, marked, translated } from "../protocol/words/l10n";
import { shortPath } from "../protocol/words/shortened";
import { cancelled, failure, stale } from "./guard";
import type { Session } from "./session";

/** In all documents; further ones wait. */
const MOST_AT_ONCE = 2;
/** Of one measure. */
const MOST_THREADS = 4;
/** Cores left for the editor. */
const LEFT = 1;
const PROGRESS_MS = 100;

export type Answer<J> = Promise<Measure<J> | ResponseError<FailureData>>;
export type Tell = (progress: MeasureProgress) => void;
export type Work<J> = (
  pool: Pool,
  what: Measurable,
  onProgress: (fraction: number) => void,
) => Promise<J | undefined>;

export class Measures {
  /** The measures under way, by name and document. */
  private readonly running = new Set<string>();
  private readonly turns = new Turns(MOST_AT_ONCE);

  constructor(
    private readonly session: Session,
    private readonly threads: OwnThreads,
  ) {}

  /** Refuses a second measure of a kind in one document: the first has cost time already. */
  async run<J>(
    measure: MeasureName,
    params: VerifyParams,
    token: CancellationToken,
    tell: Tell,
    work: Work<J>,
  ): Answer<J> {
    const { uri } = params;
    const key = `${measure} ${uri}`;
    if (this.running.has(key))
      return failure("request", `${shortPath(uri)}: ${translated(UNDER_WAY[measure])}`);
    this.running.add(key);
    try {
      return await this.measured(params, token, work, (fraction) =>
        tell({ uri, measure, fraction }),
      );
    } finally {
      this.running.delete(key);
    }
  }

  private async measured<J>(
    { uri, version }: VerifyParams,
    token: CancellationToken,
    work: Work<J>,
    tell: (fraction: number) => void,
  ): Answer<J> {
    const binding = this.session.binding(uri);
    if (!binding) return failure("document", l10n`${shortPath(uri)}: no model is attached to it`);
    const { document, model, backend } = binding;
    if (document.version !== version) return stale();
    // A copy, since the document may change from now on; in memory that threads share, so that it is the only one.
    const { byteLength } = document.bytes;
    const shared = new Uint8Array(sharedBuffer(byteLength));
    const text = document.bytes.copyBytes(0, byteLength, shared);
    const what = { backend, weights: model.weights, text };
    try {
      const result = await this.turns.inTurn(token, () => this.onThreads(what, token, work, tell));
      if (!result) return cancelled();
      checkNumbers(result, model.name);
      return { version, bytes: text.length, model: model.name, result };
    } catch (error) {
      if (error instanceof NumberBeyond) return failure("modelFile", error.message);
      if (error instanceof NotFinite) return failure("modelFile", error.of(model.name));
      if (error instanceof InputError)
        return failure("request", `${shortPath(uri)}: ${error.message}`);
      if (error instanceof FileError) return failure("request", error.message);
      if (error instanceof WorkerDied || isNotEnoughMemory(error))
        return failure("request", error.message);
      throw error;
    }
  }

  private async onThreads<J>(
    what: Measurable,
    token: CancellationToken,
    work: Work<J>,
    tell: (fraction: number) => void,
  ): Promise<J | undefined> {
    const pool = this.threads(MOST_THREADS, LEFT);
    const listening = token.onCancellationRequested(() => void pool.dispose());
    let fraction = 0;
    let told = -1;
    const timer = setInterval(() => {
      if (fraction === told) return;
      told = fraction;
      tell(fraction);
    }, PROGRESS_MS);
    try {
      return await work(pool, what, (now) => {
        fraction = now;
      });
    } finally {
      clearInterval(timer);
      listening.dispose();
      void pool.dispose();
    }
  }
}

const UNDER_WAY = {
  analyse: marked(
    "it is being analysed already; wait for that, or cancel it and start this one again",
  ),
  verify: marked(
    "its gradients are being verified already; wait for that, or cancel it and start this one again",
  ),
  faithfulness: marked(
    "its faithfulness is being measured already; wait for that, or cancel it and start this one again",
  ),
  neuronCard: marked(
    "a neuron's card is being made already; wait for that, or cancel it and start this one again",
  ),
  patterns: marked(
    "its skip patterns are being analysed already; wait for that, or cancel it and start this one again",
  ),
  similar: marked(
    "similar moments are being searched for already; wait for that, or cancel it and start this one again",
  ),
  export: marked(
    "it is being exported already; wait for that, or cancel it and start this one again",
  ),
} as const satisfies Readonly<Record<MeasureName, string>>;
