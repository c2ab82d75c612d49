// The requests about a whole text, such as its analysis or its patterns: which measure each runs, of which model and text, and what
// makes it impossible. How a measure runs is in measures.ts, what it computes in jobs.
import type { CancellationToken } from "vscode-languageserver-protocol";
import { predictsAny } from "../attribution/outside";
import { analysisOnThreads } from "../jobs/analysisJob";
import {
  faithfulnessJson,
  faithfulnessOnThreads,
  type Measurable,
  verificationOnThread,
} from "../jobs/measureJobs";
import { neuronCardOnThread } from "../jobs/neuronCardJob";
import { patternsData, patternsOnThread } from "../jobs/patternsJob";
import { similarityOnThread } from "../jobs/similarityJob";
import { shapeOf } from "../kernels/shape";
import { InputError } from "../nets/inputError";
import { FAITHFULNESS } from "../protocol/vocabulary/faithfulness";
import { REPORT } from "../protocol/vocabulary/report";
import type { AnalyseParams } from "../protocol/wire/analysis";
import type {
  FaithfulnessJson,
  FaithfulnessParams,
  VerificationJson,
  VerifyParams,
} from "../protocol/wire/measures";
import type { NeuronCardParams } from "../protocol/wire/neuronCard";
import type { NeuronCardJson } from "../protocol/wire/neuronCardJson";
import type { PatternsFound, PatternsParams } from "../protocol/wire/patterns";
import type { ToldAnalysis } from "../protocol/wire/reportJson";
import type { SimilarFound, SimilarParams } from "../protocol/wire/similarity";
import { l10n } from "../protocol/words/l10n";
import { several } from "../protocol/words/numbers";
import { samplePositions } from "../statistics/faithfulness";
import { isThePapers } from "../statistics/published";
import { sha256InSlices } from "./hashing";
import type { Answer, Measures, Tell, Work } from "./measures";
import { checkPatterns, keepPatterns, USUAL } from "./patterns";
import type { Session } from "./session";
import { similarQuestion, withPlaces } from "./similar";
import { toldAnalysis } from "./toldAnalysis";

const LEAST_BYTES = 2;

export class MeasureRequests {
  constructor(
    private readonly session: Session,
    private readonly measures: Measures,
  ) {}

  verify(params: VerifyParams, token: CancellationToken, tell: Tell): Answer<VerificationJson> {
    return this.measures.run<VerificationJson>(
      "verify",
      params,
      token,
      tell,
      (pool, what, onProgress) => {
        checkMeasurable(what);
        return verificationOnThread(pool, what, onProgress);
      },
    );
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
      if (!positions) throw tooShort(text.length, 2 * depth + 2, l10n` for depth ${depth}`);
      if (positions.count === 0)
        throw new InputError(
          l10n`at none of the ${several(positions.outside, "position")} sampled is the next byte in the model's alphabet`,
        );
      const asked = { depth, positions, seed: seed ?? FAITHFULNESS.seed.fallback };
      const found = await faithfulnessOnThreads(pool, what, asked, onProgress);
      return found && faithfulnessJson(found, weights, depth, asked.seed);
    };
    return this.measures.run("faithfulness", params, token, tell, work);
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
    return this.measures.run<PatternsFound>("patterns", params, token, tell, work);
  }

  analyse(params: AnalyseParams, token: CancellationToken, tell: Tell): Answer<ToldAnalysis> {
    const { uri, depth = REPORT.depth.fallback } = params;
    const model = this.session.binding(uri)?.model;
    const work: Work<ToldAnalysis> = async (pool, what, onProgress) => {
      const { text, backend } = what;
      if (!model) return undefined;
      checkMeasurable(what);
      const sha256 = await sha256InSlices(this.session.files, text);
      if (token.isCancellationRequested) return undefined;
      const of = { bytes: text.length, sha256 };
      const question = {
        depth,
        wholeMemory: false,
        isThePapers: isThePapers(model.sha256, of.sha256),
      };
      const found = await analysisOnThreads(pool, what, question, onProgress);
      return found && toldAnalysis(found, model, of, backend.backend);
    };
    return this.measures.run("analyse", params, token, tell, work);
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
    return this.measures.run("similar", params, token, tell, work);
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
    return this.measures.run("neuronCard", params, token, tell, work);
  }
}

/** @throws InputError if there is no such neuron, or the text is too short for its card */
export function checkCard(
  { text, weights }: Pick<Measurable, "text" | "weights">,
  { neuron, layer }: Required<Pick<NeuronCardParams, "neuron" | "layer">>,
): void {
  if (text.length < LEAST_BYTES) throw tooShort(text.length, LEAST_BYTES);
  const { H, layers } = shapeOf(weights);
  if (layer < 1 || layer > layers)
    throw new InputError(
      layers > 1
        ? l10n`layer ${layer}; expected 1 to ${layers}, the model's layers`
        : l10n`layer ${layer}; expected 1, the model's layers`,
    );
  if (neuron >= H)
    throw new InputError(l10n`neuron ${neuron}; expected 0 to ${H - 1}, those of a layer`);
}

/** @throws InputError if the net predicts nothing of the text */
export function checkMeasurable({ text, weights }: Pick<Measurable, "text" | "weights">): void {
  if (text.length < LEAST_BYTES) throw tooShort(text.length, LEAST_BYTES);
  if (!predictsAny(weights, text))
    throw new InputError(l10n`no byte after the first is in the model's alphabet`);
}

function tooShort(bytes: number, least: number, why = ""): InputError {
  return new InputError(l10n`${several(bytes, "byte")}; expected at least ${least}${why}`);
}
