// sparseDiff/analyse, verify, faithfulness, patterns, similar and neuronCard: measures of a document's text as it was at the version asked about. They
// take seconds to minutes, so each has worker threads of its own; an edit does not end them, a cancellation does at once.
import { availableParallelism } from "node:os";
import type { CancellationToken, ResponseError } from "vscode-languageserver-protocol";
import { NotFinite } from "../attribution/finite";
import { predictsAny } from "../attribution/outside";
import { FileError } from "../files";
import { analysisOnThreads } from "../jobs/analysisJob";
import {
  faithfulnessJson,
  faithfulnessOnThreads,
  type Measurable,
  verificationOnThread,
} from "../jobs/measureJobs";
import { neuronCardOnThread } from "../jobs/neuronCardJob";
import { patternsData, patternsOnThread } from "../jobs/patternsJob";
import { type OwnThreads, type Pool, WorkerDied } from "../jobs/pool";
import { similarityOnThread } from "../jobs/similarityJob";
import { Turns } from "../jobs/turns";
import { isNotEnoughMemory } from "../kernels/limits";
import { shapeOf } from "../kernels/shape";
import { InputError } from "../nets/inputError";
import { FAITHFULNESS } from "../protocol/vocabulary/faithfulness";
import { REPORT } from "../protocol/vocabulary/report";
import type { AnalyseParams } from "../protocol/wire/analysis";
import type {
  FaithfulnessJson,
  FaithfulnessParams,
  Measure,
  MeasureName,
  MeasureProgress,
  VerificationJson,
  VerifyParams,
} from "../protocol/wire/measures";
import type { FailureData } from "../protocol/wire/messages";
import type { NeuronCardParams } from "../protocol/wire/neuronCard";
import type { NeuronCardJson } from "../protocol/wire/neuronCardJson";
import type { PatternsFound, PatternsParams } from "../protocol/wire/patterns";
import type { AnalysisJson } from "../protocol/wire/reportJson";
import type { SimilarFound, SimilarParams } from "../protocol/wire/similarity";
import { several } from "../protocol/words/numbers";
import { shortPath } from "../protocol/words/shortened";
import { samplePositions } from "../statistics/faithfulness";
import { isThePapers } from "../statistics/published";
import { analysisJson } from "./analysisJson";
import { cancelled, failure, stale } from "./guard";
import { checkPatterns, keepPatterns, USUAL } from "./patterns";
import type { Session } from "./session";
import { similarQuestion, withPlaces } from "./similar";

/** In all documents; further ones wait. */
const MOST_AT_ONCE = 2;
/** Of one measure. One core is left for the editor. */
const MOST_THREADS = Math.max(1, Math.min(4, availableParallelism() - 1));
const PROGRESS_MS = 100;
const LEAST_BYTES = 2;

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

  verify(params: VerifyParams, token: CancellationToken, tell: Tell): Answer<VerificationJson> {
    return this.alone<VerificationJson>("verify", params, token, tell, (pool, what, onProgress) => {
      checkPredictions(what);
      return verificationOnThread(pool, what, onProgress);
    });
  }

  faithfulness(
    params: FaithfulnessParams,
    token: CancellationToken,
    tell: Tell,
  ): Answer<FaithfulnessJson> {
    const { depth, sample, seed } = params;
    const work: Work<FaithfulnessJson> = async (pool, what, onProgress) => {
      const { text, weights } = what;
      const most = sample ?? FAITHFULNESS.sample.fallback;
      const positions = samplePositions(weights, text, depth, most);
      if (!positions) throw tooShort(text.length, 2 * depth + 2, ` for depth ${depth}`);
      if (positions.count === 0)
        throw new InputError(
          `at none of the ${several(positions.outside, "position")} sampled is the next byte in the model's alphabet`,
        );
      const asked = { depth, positions, seed: seed ?? FAITHFULNESS.seed.fallback };
      const found = await faithfulnessOnThreads(pool, what, asked, onProgress);
      return found && faithfulnessJson(found, weights, depth, asked.seed);
    };
    return this.alone("faithfulness", params, token, tell, work);
  }

  patterns(params: PatternsParams, token: CancellationToken, tell: Tell): Answer<PatternsFound> {
    const { uri, version, maxOffset = USUAL.maxOffset } = params;
    const binding = this.session.binding(uri);
    const work: Work<PatternsFound> = async (pool, { text, ...net }, onProgress) => {
      const levels = params.levels ?? Math.min(USUAL.levels, maxOffset);
      const question = { maxOffset, levels };
      checkPatterns(text.length, question);
      const data = patternsData(text, question, net);
      const answer = await patternsOnThread(pool, data, onProgress);
      if (answer && binding) keepPatterns(binding, version, data, answer.found.offsets);
      return answer;
    };
    return this.alone<PatternsFound>("patterns", params, token, tell, work);
  }

  analyse(params: AnalyseParams, token: CancellationToken, tell: Tell): Answer<AnalysisJson> {
    const { uri, depth = REPORT.depth.fallback } = params;
    const model = this.session.binding(uri)?.model;
    const work: Work<AnalysisJson> = async (pool, what, onProgress) => {
      const { text, backend } = what;
      if (!model) return undefined;
      checkPredictions(what);
      const of = { bytes: text.length, sha256: this.session.files.sha256(text) };
      const question = {
        depth,
        wholeMemory: false,
        isThePapers: isThePapers(model.sha256, of.sha256),
      };
      const found = await analysisOnThreads(pool, what, question, onProgress);
      return found && analysisJson(found, model, of, backend.backend);
    };
    return this.alone("analyse", params, token, tell, work);
  }

  similar(params: SimilarParams, token: CancellationToken, tell: Tell): Answer<SimilarFound> {
    const { uri, version } = params;
    const binding = this.session.binding(uri);
    // Another version is refused before there is any work.
    const isCurrent = binding?.document.version === version;
    const question = isCurrent ? similarQuestion(binding, params) : undefined;
    const textStart = binding?.document.bytes.textStart ?? 0;
    const work: Work<SimilarFound> = async (pool, what, onProgress) => {
      if (!question) return undefined;
      if ("sentence" in question) throw new InputError(question.sentence);
      const asked = { question, textStart };
      const answer = await similarityOnThread(pool, what, asked, onProgress);
      return answer && withPlaces(answer);
    };
    return this.alone("similar", params, token, tell, work);
  }

  neuronCard(
    params: NeuronCardParams,
    token: CancellationToken,
    tell: Tell,
  ): Answer<NeuronCardJson> {
    const work: Work<NeuronCardJson> = async (pool, what, onProgress) => {
      const { neuron, layer = shapeOf(what.weights).layers } = params;
      checkCard(what, { neuron, layer });
      return neuronCardOnThread(pool, what, { neuron, layer }, onProgress);
    };
    return this.alone("neuronCard", params, token, tell, work);
  }

  /** Refuses a second measure of a kind in one document: the first has cost time already. */
  async alone<J>(
    measure: MeasureName,
    params: VerifyParams,
    token: CancellationToken,
    tell: Tell,
    work: Work<J>,
  ): Answer<J> {
    const { uri } = params;
    const key = `${measure} ${uri}`;
    if (this.running.has(key))
      return failure("request", `${shortPath(uri)}: ${UNDER_WAY[measure]}`);
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
    if (!binding) return failure("document", `${shortPath(uri)}: no model is attached to it`);
    const { document, model, backend } = binding;
    if (document.version !== version) return stale();
    // A copy, since the document may change from now on.
    const text = document.bytes.copyBytes(0, document.bytes.byteLength);
    const what = { backend, weights: model.weights, text };
    try {
      const result = await this.turns.inTurn(token, () => this.onThreads(what, token, work, tell));
      return result ? { version, bytes: text.length, model: model.name, result } : cancelled();
    } catch (error) {
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
    const pool = this.threads(MOST_THREADS);
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
  analyse: "it is being analysed already; wait for that, or cancel it and start this one again",
  verify:
    "its gradients are being verified already; wait for that, or cancel it and start this one again",
  faithfulness:
    "its faithfulness is being measured already; wait for that, or cancel it and start this one again",
  neuronCard:
    "a neuron's card is being made already; wait for that, or cancel it and start this one again",
  patterns:
    "its skip patterns are being analysed already; wait for that, or cancel it and start this one again",
  similar:
    "similar moments are being searched for already; wait for that, or cancel it and start this one again",
  export: "it is being exported already; wait for that, or cancel it and start this one again",
} as const satisfies Readonly<Record<MeasureName, string>>;

/** @throws InputError if there is no such neuron, or the text is too short for its card */
export function checkCard(
  { text, weights }: Pick<Measurable, "text" | "weights">,
  { neuron, layer }: Required<Pick<NeuronCardParams, "neuron" | "layer">>,
): void {
  if (text.length < LEAST_BYTES) throw tooShort(text.length, LEAST_BYTES);
  const { H, layers } = shapeOf(weights);
  if (layer < 1 || layer > layers)
    throw new InputError(
      `layer ${layer}; expected 1${layers > 1 ? ` to ${layers}` : ""}, the model's layers`,
    );
  if (neuron >= H)
    throw new InputError(`neuron ${neuron}; expected 0 to ${H - 1}, those of a layer`);
}

/** @throws InputError if the net predicts nothing of the text */
export function checkPredictions({ text, weights }: Pick<Measurable, "text" | "weights">): void {
  if (text.length < LEAST_BYTES) throw tooShort(text.length, LEAST_BYTES);
  if (!predictsAny(weights, text))
    throw new InputError("no byte after the first is in the model's alphabet");
}

function tooShort(bytes: number, least: number, why = ""): InputError {
  return new InputError(`${several(bytes, "byte")}; expected at least ${least}${why}`);
}
