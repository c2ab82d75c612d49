// The skip patterns of open documents: what is known of each, found again a moment after an edit; sparseDiff/patternAt; and
// the depths that the layer shows. The analysis that is asked for is one of the measures (measures.ts).
import type { ResponseError } from "vscode-languageserver-protocol";
import type { Binding } from "../documents/binding";
import { shownCharacterAt } from "../documents/characters";
import { type PatternsData, patternsData, patternsKind } from "../jobs/patternsJob";
import { Priority } from "../jobs/shared";
import { type Cancellation, inParts, inSlices } from "../jobs/slices";
import { InputError } from "../nets/inputError";
import { patternSteps } from "../patterns/active";
import type { AnalysisQuestion } from "../patterns/analysis";
import { NO_DEPTH } from "../patterns/inventory";
import { leastBytes } from "../patterns/offsets";
import { PATTERNS } from "../protocol/vocabulary/patterns";
import type { FailureData, Pending } from "../protocol/wire/messages";
import type { NoPattern, PatternAt, PatternAtParams } from "../protocol/wire/patterns";
import { l10n } from "../protocol/words/l10n";
import { several } from "../protocol/words/numbers";
import { explainedByte, onDocument } from "./guard";
import type { Session } from "./session";

/** After the last edit. */
const PAUSE_MS = 400;
const MOST_OCCURRENCES = 1000;

export const USUAL: AnalysisQuestion = {
  maxOffset: PATTERNS.maxOffset.fallback,
  levels: PATTERNS.levels.fallback,
};

interface Known {
  readonly version: number;
  readonly offsets: readonly number[];
  readonly depth: Uint8Array;
}

/** Of one document with one model. */
interface Held {
  /** Whether someone asked for the analysis, and not only for the layer. */
  isAnalysed: boolean;
  question: AnalysisQuestion;
  known?: Known | undefined;
  /** Why nothing could be found, and in which version. */
  failed?: undefined | { readonly version: number; readonly sentence: string };
  /** What is being found, and of which version. */
  coming?: undefined | { readonly version: number; progress?: Float64Array };
}

const held = new WeakMap<Binding, Held>();

function heldOf(binding: Binding): Held {
  const found = held.get(binding) ?? { isAnalysed: false, question: USUAL };
  held.set(binding, found);
  return found;
}

/** Keeps what an analysis has found of the document as it was at `version`. */
export function keepPatterns(
  binding: Binding,
  version: number,
  { question, depth }: PatternsData,
  offsets: readonly number[],
): void {
  const own = heldOf(binding);
  own.isAnalysed = true;
  if (!isSameQuestion(own.question, question)) {
    // What is known, even of a newer version, or being found answers the question before.
    Object.assign(own, { question, known: undefined, failed: undefined, coming: undefined });
  }
  if (own.known && own.known.version > version) return;
  own.known = { version, offsets, depth };
}

function isSameQuestion(a: AnalysisQuestion, b: AnalysisQuestion): boolean {
  return a.maxOffset === b.maxOffset && a.levels === b.levels;
}

/** Why a text has no skip patterns; undefined if it has. */
function tooShortForPatterns(bytes: number, { maxOffset }: AnalysisQuestion) {
  const least = leastBytes(maxOffset);
  if (bytes >= least) return undefined;
  return l10n`${several(bytes, "byte")}; expected at least ${least} for skip patterns with offsets up to ${maxOffset}`;
}

/** @throws InputError for what has no skip patterns */
export function checkPatterns(bytes: number, question: AnalysisQuestion): void {
  const { maxOffset, levels } = question;
  if (levels > maxOffset)
    throw new InputError(
      l10n`${levels} levels; expected at most ${maxOffset}, one for each offset`,
    );
  const sentence = tooShortForPatterns(bytes, question);
  if (sentence !== undefined) throw new InputError(sentence);
}

/** What is known of the document as it is now; otherwise it is being found, and pending. */
export function patternsNow(session: Session, binding: Binding): Known | Pending | NoPattern {
  const { document } = binding;
  const { version, bytes } = document;
  const own = heldOf(binding);
  if (own.known?.version === version) return own.known;
  const sentence = tooShortForPatterns(bytes.byteLength, own.question);
  if (sentence !== undefined) return { kind: "noPattern", version, sentence };
  if (own.failed?.version === version)
    return { kind: "noPattern", version, sentence: own.failed.sentence };
  if (own.coming?.version !== version) void find(session, binding, own);
  const percent = Math.floor(100 * (own.coming?.progress?.[0] ?? 0));
  return { kind: "pending", version, percent };
}

async function find(session: Session, binding: Binding, own: Held): Promise<void> {
  const { document } = binding;
  const coming: NonNullable<Held["coming"]> = { version: document.version };
  own.coming = coming;
  const token: Cancellation = {
    get isCancellationRequested() {
      return own.coming !== coming || document.version !== coming.version || binding.disposed;
    },
  };
  try {
    await new Promise((resume) => setTimeout(resume, PAUSE_MS));
    if (token.isCancellationRequested) return;
    const text = document.bytes.copyBytes(0, document.bytes.byteLength);
    const data = patternsData(text, own.question);
    coming.progress = data.progress;
    const priority = Priority.background;
    const asked = { data, parts: [null], token, priority };
    const found = await inParts(session.pool, patternsKind, asked);
    if (!found || token.isCancellationRequested) return;
    const { offsets } = found[0].found;
    own.known = { version: coming.version, offsets, depth: data.depth };
  } catch (error) {
    console.error("skip patterns:", error);
    if (token.isCancellationRequested) return;
    const why = error instanceof Error ? error.message : String(error);
    own.failed = {
      version: coming.version,
      sentence: l10n`Skip patterns could not be found: ${why}`,
    };
  } finally {
    if (own.coming === coming) own.coming = undefined;
  }
}

/** Depths of the bytes from .. to); NaN where not all offsets lie in the text. */
export function depthsOf({ depth }: Known, from: number, to: number): Float32Array {
  return Float32Array.from(depth.subarray(from, to), (d) => (d === NO_DEPTH ? Number.NaN : d));
}

export function patternAt(
  session: Session,
  params: PatternAtParams,
  token: Cancellation,
): Promise<PatternAt | NoPattern | Pending | ResponseError<FailureData>> {
  const { version } = params;
  const none = (sentence: string): NoPattern => ({ kind: "noPattern", version, sentence });
  return onDocument<PatternAt | NoPattern | Pending>(
    session,
    params,
    undefined,
    token,
    async (binding, wanted) => {
      const { bytes } = binding.document;
      const { place: asked } = params;
      if (!heldOf(binding).isAnalysed) return none(l10n`Its skip patterns have not been analysed.`);
      const known = patternsNow(session, binding);
      if ("kind" in known) return known;
      const { offsets } = known;
      const p = asked.kind === "byte" ? asked.byte : explainedByte(bytes, { place: asked });
      const largest = Math.max(...offsets);
      if (p >= bytes.byteLength)
        return none(
          l10n`There is no byte here: the text ends after ${several(bytes.byteLength, "byte")}.`,
        );
      if (p < largest)
        return none(l10n`A pattern needs ${several(largest, "byte")} before its last one.`);
      const text = bytes.copyBytes(0, bytes.byteLength);
      // A place in the editor is asked about by the hover, which shows no occurrences.
      const most = asked.kind === "byte" ? MOST_OCCURRENCES : 0;
      const place = await inSlices(patternSteps(text, offsets, p, most), wanted);
      if (!place || wanted.isCancellationRequested) return undefined;
      const occurrences = place.occurrences.map((byte) => {
        const { utf16Start, utf16End } = shownCharacterAt(bytes, byte);
        return { utf16Start, utf16End };
      });
      return { kind: "pattern", version, offsets, active: place.active, occurrences };
    },
  );
}
