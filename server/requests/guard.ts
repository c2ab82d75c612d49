// Failures as the client receives them, an error with a sentence for people, and the guard around every request about
// an open document, with the byte that a place in it explains. A cancellation is answered with the protocol's own code
// and is not a failure.
import { ErrorCodes, LSPErrorCodes, ResponseError } from "vscode-languageserver-protocol";
import { checkNumbers, NumberBeyond } from "../answers/numbers";
import { notOfNet } from "../attribution/asked";
import { NotFinite } from "../attribution/finite";
import { isTrueTargetOutside, OutsideAlphabet } from "../attribution/outside";
import type { Past } from "../attribution/types";
import type { Binding } from "../documents/binding";
import type { ByteDocument } from "../documents/byteDocument";
import { shownCharacterAt } from "../documents/characters";
import { FileError } from "../files";
import { type Cancellation, inSlices } from "../jobs/slices";
import { InputError } from "../nets/inputError";
import { SeveralNets } from "../nets/nets";
import type {
  FailureData,
  NoPast,
  Outside,
  Pending,
  TraceParams,
  Unanswered,
} from "../protocol/wire/messages";
import { outsideSentence } from "../protocol/words/alphabet";
import { l10n } from "../protocol/words/l10n";
import { shortPath } from "../protocol/words/shortened";
import { predictionNames } from "../protocol/words/traceNames";
import { visibleWords } from "../protocol/words/visibleText";
import type { Session } from "./session";

/** One line, whatever it quotes: a name in a file may have line ends in it. */
export function failure(
  reason: FailureData["reason"],
  words: string,
  nets?: readonly string[],
): ResponseError<FailureData> {
  const sentence = visibleWords(words);
  const data: FailureData = { reason, sentence, ...(nets && { nets }) };
  return new ResponseError(ErrorCodes.InvalidRequest, sentence, data);
}

export function stale(): ResponseError<FailureData> {
  const sentence = l10n`The document has changed since this was asked.`;
  return new ResponseError(LSPErrorCodes.ContentModified, sentence, { reason: "stale", sentence });
}

export function cancelled(): ResponseError<FailureData> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, l10n`Cancelled.`);
}

/** Turns bad files and bad models into failures with their own message; anything else is a bug and is rethrown. */
export function modelFailure(error: unknown): ResponseError<FailureData> {
  if (error instanceof SeveralNets) return failure("severalNets", error.message, error.prefixes);
  if (error instanceof FileError && error.isMissing) return failure("noModelFile", error.message);
  if (error instanceof InputError || error instanceof FileError)
    return failure("modelFile", error.message);
  throw error;
}

type Failure = ResponseError<FailureData>;

/**
 * Waits for the request's turn, checks that a model is bound and that the version matches, and cancels when the client
 * asks, or on a newer request, an edit or another model. What is computed is up to `work`; numbers that leave the finite
 * range are a failure that names the model.
 * @param purpose a newer request for the same document and purpose cancels this one; undefined: none does
 * @param work returns undefined if `wanted` was cancelled before there was an answer. After a cancellation it must
 * not read the document, whose bytes may have changed.
 */
export async function onDocument<R>(
  session: Session,
  { uri, version }: { readonly uri: string; readonly version: number },
  purpose: string | undefined,
  asked: Cancellation,
  work: (binding: Binding, wanted: Cancellation) => Promise<R | Failure | undefined>,
): Promise<R | Failure> {
  const turn = purpose === undefined ? asked : await session.latest.turn(uri, purpose, asked);
  if (turn.isCancellationRequested) return cancelled();
  const binding = session.binding(uri);
  if (!binding) return failure("document", l10n`${shortPath(uri)}: no model is attached to it`);
  const { document } = binding;
  if (document.version !== version) return stale();
  // Versions restart when a document is reopened, so compare the binding too.
  const isOutdated = () => session.binding(uri) !== binding || document.version !== version;
  const wanted = {
    get isCancellationRequested() {
      return turn.isCancellationRequested || isOutdated();
    },
  };
  const { name } = binding.model;
  const answer = await finite(work(binding, wanted), name).catch((error) => {
    if (error instanceof NotFinite) return failure("modelFile", error.of(name));
    if (error instanceof NumberBeyond) return failure("modelFile", error.message);
    if (error instanceof OutsideAlphabet) return failure("request", error.message);
    throw error;
  });
  if (isOutdated()) return stale();
  return answer ?? cancelled();
}

async function finite<R>(work: Promise<R>, model: string): Promise<R> {
  const answer = await work;
  if (!(answer instanceof ResponseError)) checkNumbers(answer, model);
  return answer;
}

/**
 * The byte that a place in the editor explains (docs/screen.md, section 2): p, so that t = p - 1; the byte length if it
 * lies past the end.
 */
export function explainedByte(bytes: ByteDocument, { place }: Pick<TraceParams, "place">): number {
  const at = bytes.byteOfPosition(place);
  if (place.kind === "caret" || at >= bytes.byteLength) return at;
  const { byteStart, byteEnd } = shownCharacterAt(bytes, at);
  const index = Math.min(place.byteOfCharacter ?? 0, byteEnd - byteStart - 1);
  return byteStart + Math.max(0, index);
}

/** What a prediction at t with this many lags needs of the text; undefined if cancelled. */
export async function pastAt(
  binding: Binding,
  version: number,
  position: number,
  lags: number,
  wanted: Cancellation,
): Promise<Past | Pending | undefined> {
  await inSlices(binding.approach(position, lags), wanted);
  if (wanted.isCancellationRequested) return undefined;
  const past = binding.past(position, lags);
  return past ?? { kind: "pending", version, percent: binding.want(position, lags) };
}

/** What is asked of the prediction at a place. */
export type AskedOfPlace = Pick<TraceParams, "place" | "version"> & {
  readonly settings: Pick<TraceParams["settings"], "target" | "against">;
};

/**
 * The byte that a request is about, p as in explainedByte(), if its net can be asked about it; or why it has no prediction,
 * or the refusal of a target that the net does not have.
 */
export function predictedByte(
  { document: { bytes }, model: { weights } }: Binding,
  params: AskedOfPlace,
): number | NoPast | Outside | Failure {
  const { version, settings } = params;
  const { target, against } = settings;
  const refused = notOfNet(weights, { target, against });
  if (refused) return failure("request", `${refused.field}: ${refused.words}`);
  const explained = explainedByte(bytes, params);
  if (explained === 0) return { kind: "noPast", version };
  const next = explained < bytes.byteLength ? bytes.byteAt(explained) : undefined;
  if (isTrueTargetOutside(weights, settings, next)) return outside(bytes, explained, next, version);
  return explained;
}

/** The past of that byte's prediction, or why there is none. */
export async function pastOfPlace(
  binding: Binding,
  params: AskedOfPlace,
  lags: number,
  wanted: Cancellation,
): Promise<Past | Unanswered | Failure | undefined> {
  const explained = predictedByte(binding, params);
  if (typeof explained !== "number") return explained;
  return pastAt(binding, params.version, explained - 1, lags, wanted);
}

/** @param byte at `explained`, outside the net's alphabet */
export function outside(
  bytes: ByteDocument,
  explained: number,
  byte: number,
  version: number,
): Outside {
  const at = { position: explained - 1, target: byte };
  const copy = (from: number, to: number) => bytes.copyBytes(from, to);
  const { target } = predictionNames(at, bytes.byteLength, copy);
  return { kind: "outside", version, sentence: outsideSentence(target) };
}
