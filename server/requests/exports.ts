// sparseDiff/export: what is asked about an open document as the question that the command line asks, in byte positions. The
// answer is made by jobs/exportJob.ts, as one of the measures (measures.ts).
import { type CancellationToken, ResponseError } from "vscode-languageserver-protocol";
import type { Question } from "../answers/questions";
import { methodFor } from "../attribution/asked";
import type { Binding } from "../documents/binding";
import type { Files } from "../files";
import { exportOnThread } from "../jobs/exportJob";
import { InputError } from "../nets/inputError";
import { EXPORT_ENDINGS, type ExportFormat, tablesOf } from "../protocol/vocabulary/exports";
import { CAUSE_LAGS } from "../protocol/vocabulary/tracing";
import type { Exported, ExportParams, ExportSubject } from "../protocol/wire/export";
import type { FailureData } from "../protocol/wire/messages";
import { outsideSentence } from "../protocol/words/alphabet";
import { byteName } from "../protocol/words/byteNames";
import { l10n } from "../protocol/words/l10n";
import { shortPath } from "../protocol/words/shortened";
import { failure, predictedByte } from "./guard";
import { checkCard, checkMeasurable } from "./measureRequests";
import type { Answer, Measures, Tell, Work } from "./measures";
import { checkPatterns } from "./patterns";
import type { Session } from "./session";
import { MOST_LAGS, optionsOf } from "./trace";
import { nonePredicted, stretchOf } from "./wideTrace";

const NO_PAST = () => l10n`the first byte has no past: nothing predicts it`;

export async function exportDocument(
  session: Session,
  measures: Measures,
  params: ExportParams,
  token: CancellationToken,
  tell: Tell,
): Answer<Exported> {
  const { uri, version, format, to } = params;
  const { files } = session;
  const binding = session.binding(uri);
  // Places are those of the text as it is now; without one, run() says what is wrong.
  const isCurrent = binding?.document.version === version;
  const question = isCurrent ? asked(binding, params) : undefined;
  if (question instanceof ResponseError) return question;
  const work: Work<Exported> = async (pool, { text }, onProgress) => {
    if (!binding || !question) return undefined;
    const { model } = binding;
    checkAsked(question, format, text, model);
    await checkTarget(files, params);
    // The threads have ended if it was cancelled meanwhile; new ones would not be stopped.
    if (token.isCancellationRequested) return undefined;
    const made = await exportOnThread(pool, { text, model, question, format }, onProgress);
    if (!made || token.isCancellationRequested) return undefined;
    await files.writeAtomic(to, made.bytes);
    return { bytes: made.bytes.length, command: made.command };
  };
  return measures.run<Exported>("export", params, token, tell, work);
}

function asked(binding: Binding, params: ExportParams): Question | ResponseError<FailureData> {
  try {
    return questionOf(binding, params);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return failure("request", `${shortPath(params.uri)}: ${error.message}`);
  }
}

/** @throws InputError for what has no answer */
function questionOf(
  binding: Binding,
  { subject, version }: Pick<ExportParams, "subject" | "version">,
): Question {
  switch (subject.kind) {
    case "trace": {
      const at = positionOf(binding, version, subject);
      return { kind: "trace", asked: { at, ...optionsOf(subject, binding) } };
    }
    case "wide":
      return wideQuestion(binding, subject);
    case "causes": {
      const { depth, target, against } = subject.settings;
      if (against !== undefined)
        throw new InputError(l10n`against: causes are those of one byte's probability`);
      const at = positionOf(binding, version, subject);
      const lags = Math.min(depth, CAUSE_LAGS);
      return { kind: "causes", asked: { at, depth: lags, baseline: "mean", target } };
    }
    case "report": {
      const { depth } = subject;
      return { kind: "report", asked: { depth, controls: false, memory: false } };
    }
    case "patterns": {
      const { maxOffset, levels } = subject;
      return { kind: "patterns", asked: { maxOffset, levels } };
    }
    case "card": {
      const { neuron, layer } = subject;
      return { kind: "card", asked: { neuron, layer } };
    }
  }
}

/** @throws InputError if there is no such table, or the text cannot be asked this */
function checkAsked(
  question: Question,
  format: ExportFormat,
  text: Uint8Array,
  { weights }: Binding["model"],
): void {
  const tables = tablesOf(question.kind);
  if (format.kind === "csv" && !tables.includes(format.table))
    throw new InputError(l10n`table: '${format.table}'; expected ${tables.join(", ")}`);
  if (question.kind === "report") checkMeasurable({ text, weights });
  if (question.kind === "card") checkCard({ text, weights }, question.asked);
  if (question.kind === "patterns") checkPatterns(text.length, question.asked);
}

/** Called before any work. @throws InputError, FileError */
async function checkTarget(
  files: Files,
  { uri, to, format }: Pick<ExportParams, "uri" | "to" | "format">,
): Promise<void> {
  const ending = EXPORT_ENDINGS[format.kind];
  if (!to.toLowerCase().endsWith(ending))
    throw new InputError(l10n`'${shortPath(to)}'; expected a file name that ends in ${ending}`);
  if (!files.isAddress(to)) throw new InputError(l10n`to: Expected an absolute path`);
  const [own, other] = [files.addressOf(uri), await files.stat(to)];
  const text = own === undefined ? undefined : await files.stat(own).catch(() => undefined);
  if (text && other && text.identity === other.identity)
    throw new InputError(l10n`'${shortPath(to)}' is the text itself; expected another file`);
  await files.checkWritable(to);
}

function positionOf(
  binding: Binding,
  version: number,
  { place, settings }: Extract<ExportSubject, { readonly kind: "trace" | "causes" }>,
): number {
  const explained = refusing(predictedByte(binding, { place, settings, version }));
  if (typeof explained === "number") return explained - 1;
  throw new InputError(explained.kind === "outside" ? explained.sentence : NO_PAST());
}

function wideQuestion(
  binding: Binding,
  { target, depth: asked, method: wanted }: Extract<ExportSubject, { readonly kind: "wide" }>,
): Question {
  const depth = Math.min(asked, MOST_LAGS);
  const method = methodFor(binding.model.weights, wanted);
  const stretch = refusing(stretchOf(binding, { target, depth }));
  if (!stretch) throw new InputError(NO_PAST());
  const unpredicted = nonePredicted(binding, stretch);
  if (unpredicted !== undefined) throw new InputError(outsideSentence(byteName(unpredicted)));
  if (stretch.kind === "neuron") {
    const { position: at, neuron } = stretch;
    return { kind: "neuron", asked: { at, neuron, depth, method } };
  }
  const { from, to } = stretch;
  return { kind: "span", asked: { from, to, depth, method } };
}

/** @throws InputError in place of a failure */
function refusing<R>(answer: R | ResponseError<FailureData>): R {
  if (answer instanceof ResponseError) throw new InputError(answer.message);
  return answer as R;
}
