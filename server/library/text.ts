// A text opened with a model, and the questions that can be asked of it. The answers are the JSON of the command line, made by
// the same code (answers/) with the kernels of an export, which give the same bits on every machine and in every browser.
import { causesAnswer } from "../answers/causesAnswer";
import { checkNumbers } from "../answers/numbers";
import { patternsAnswer } from "../answers/patternsAnswer";
import { EXPORT_BACKEND } from "../answers/provenance";
import { beyondRoom, type Refusal, withoutMeaning } from "../answers/refusals";
import { reportAnswer } from "../answers/reportAnswer";
import type { Subject } from "../answers/subject";
import { traceAnswer } from "../answers/traceAnswer";
import { notOfNet } from "../attribution/asked";
import { isTrueTargetOutside, OutsideAlphabet, predictsAny } from "../attribution/outside";
import { defaultOptions, optionsFor } from "../attribution/types";
import { hashed } from "../hashed";
import { selectKernels } from "../kernels/select";
import { shapeOf } from "../kernels/shape";
import { InputError } from "../nets/inputError";
import { leastBytes } from "../patterns/offsets";
import { PATTERNS } from "../protocol/vocabulary/patterns";
import { REPORT } from "../protocol/vocabulary/report";
import type { Target } from "../protocol/vocabulary/tracing";
import type { CausesJson } from "../protocol/wire/causesJson";
import type { PatternsJson } from "../protocol/wire/patternsJson";
import type { Controls, MemoryPoint, Report } from "../protocol/wire/reportJson";
import type { TraceJson } from "../protocol/wire/traceJson";
import { several } from "../protocol/words/numbers";
import { startSha256 } from "../sha256.node";
import {
  type CausesOptions,
  checkOptions,
  checkPosition,
  type PatternsOptions,
  type ReportOptions,
  type TraceOptions,
} from "./asked";
import { type Model, modelOf } from "./model";
import { type Running, run } from "./running";

/** The answer of {@link Text.report}: `sparse-diff report --json`. */
export type ReportJson = Report &
  Pick<TraceJson, "model" | "text"> & {
    readonly controls?: Controls | null;
    readonly memory?: readonly MemoryPoint[];
  };

/**
 * A text with the model that reads it. Positions are byte positions from 0; `at` is t, the current byte, and the predicted byte
 * is t + 1; lags k are counted back from t. Norms, gradients and attributions are in nats, `bits` in bits. Every answer is a
 * promise of plain data; what cannot be answered is an error with one sentence.
 *
 * @see docs/method.md of the package for what every number is, docs/command-line.md for every field
 */
export interface Text {
  /** Its bytes, [N]. Not to be written to. */
  readonly bytes: Uint8Array;
  readonly model: Model;
  /**
   * One prediction explained: what the bytes before it and the neurons gave to it (docs/method.md, sections 1 to 3).
   * @param at t, 0 to N - 1; N - 1 predicts past the end
   * @throws an error for an `at` outside the text, an option that is none, a target that the model does not have
   */
  trace(at: number, options?: TraceOptions): Promise<TraceJson>;
  /**
   * The bytes that a prediction rests on, found by running the net with bytes replaced (docs/causes.md).
   * @param at t, 0 to N - 1
   */
  causes(at: number, options?: CausesOptions): Promise<CausesJson>;
  /** The paper's tables of the whole text (docs/method.md, section 4). @throws an error for fewer than two bytes */
  report(options?: ReportOptions): Promise<ReportJson>;
  /** The paper's skip patterns, and what the model holds of them (docs/patterns.md). */
  patterns(options?: PatternsOptions): Promise<PatternsJson>;
}

/**
 * Opens a text with a model that `loadModel` has read. Nothing is computed before something is asked.
 * @param text its bytes, or a string, which stands for its UTF-8
 * @throws InputError if it is neither, or empty
 */
export function openText(text: string | Uint8Array | ArrayBuffer, model: Model): Text {
  const bytes = bytesOf(text);
  if (bytes.length === 0) throw new InputError("openText: no bytes; expected at least 1 byte");
  return new OpenText(bytes, model);
}

function bytesOf(text: unknown): Uint8Array {
  if (typeof text === "string") return new TextEncoder().encode(text);
  if (text instanceof Uint8Array) return text.slice();
  if (text instanceof ArrayBuffer) return new Uint8Array(text.slice(0));
  throw new InputError(
    `openText: the text is ${text === null ? "null" : `of type ${typeof text}`}; expected a string, a Uint8Array or an ArrayBuffer`,
  );
}

class OpenText implements Text {
  private hash: string | undefined;

  constructor(
    readonly bytes: Uint8Array,
    readonly model: Model,
  ) {
    modelOf(model);
  }

  async trace(at: number, options: TraceOptions = {}): Promise<TraceJson> {
    checkPosition("trace", at, this.bytes.length - 1);
    checkOptions("trace", options);
    const { signal, onProgress, ...given } = options;
    const { weights } = modelOf(this.model);
    const shape = shapeOf(weights);
    const { depth, ...usual } = optionsFor(shape);
    const asked = { ...usual, depth, ...defined(given), threshold: given.threshold ?? null };
    refuse("trace", withoutMeaning({ ...asked, baseline: given.baseline }));
    this.refuseTarget("trace", at, asked);
    refuse("trace", beyondRoom(shape, at, asked.depth));
    return this.answered(options, (subject) => traceAnswer(subject, { at, ...asked }));
  }

  async causes(at: number, options: CausesOptions = {}): Promise<CausesJson> {
    checkPosition("causes", at, this.bytes.length - 1);
    checkOptions("causes", options);
    const { depth, target } = defaultOptions;
    const { signal, onProgress, ...given } = options;
    const asked = { depth, target, baseline: "mean" as const, ...defined(given) };
    this.refuseTarget("causes", at, asked);
    const found = await this.answered(options, (subject) =>
      causesAnswer(subject, { at, ...asked }),
    );
    return found.json;
  }

  async report(options: ReportOptions = {}): Promise<ReportJson> {
    checkOptions("report", options);
    this.refuseShort("report", 2, "since a prediction needs a byte and the next one");
    if (!predictsAny(modelOf(this.model).weights, this.bytes))
      throw new InputError(
        "report: no byte after the first is in the model's alphabet; expected a text in its characters",
      );
    const { depth = REPORT.depth.fallback, controls = false, memory = false } = options;
    const found = await this.answered(options, (subject) =>
      reportAnswer(subject, { depth, controls, memory }),
    );
    return found.json;
  }

  async patterns(options: PatternsOptions = {}): Promise<PatternsJson> {
    checkOptions("patterns", options);
    const { maxOffset = PATTERNS.maxOffset.fallback, sample } = options;
    const { levels = Math.min(PATTERNS.levels.fallback, maxOffset) } = options;
    if (levels > maxOffset)
      throw new InputError(
        `patterns: levels is ${levels}; expected at most ${maxOffset}, since maxOffset is ${maxOffset}`,
      );
    this.refuseShort("patterns", leastBytes(maxOffset), `for offsets up to ${maxOffset}`);
    const asked = { maxOffset, levels, ...(sample === undefined ? {} : { sample }) };
    const found = await this.answered(options, ({ text, model, backend }) =>
      patternsAnswer(text.bytes, asked, { backend, weights: model.weights }),
    );
    return found.json;
  }

  private async answered<T>(
    running: Running,
    work: (subject: Subject) => Generator<number, T>,
  ): Promise<T> {
    const { bytes } = this;
    const model = modelOf(this.model);
    this.hash ??= await run(hashed(startSha256(), bytes), { signal: running.signal });
    const backend = selectKernels(EXPORT_BACKEND);
    const subject = { text: { bytes, sha256: this.hash }, model, backend };
    const answer = await run(work(subject), running, model.name);
    checkNumbers(answer, model.name);
    return answer;
  }

  private refuseTarget(
    question: string,
    at: number,
    asked: Parameters<typeof notOfNet>[1] & { readonly target: Target },
  ): void {
    const { weights } = modelOf(this.model);
    refuse(question, notOfNet(weights, asked));
    const next = this.bytes[at + 1];
    if (isTrueTargetOutside(weights, asked, next)) throw new OutsideAlphabet(next);
  }

  private refuseShort(question: string, least: number, why: string): void {
    const { length } = this.bytes;
    if (length < least)
      throw new InputError(
        `${question}: the text has ${several(length, "byte")}; expected at least ${least}, ${why}`,
      );
  }
}

function refuse(
  question: string,
  refused: (Pick<Refusal, "words"> & { field: string }) | undefined,
) {
  if (refused) throw new InputError(`${question}: ${refused.field}: ${refused.words}`);
}

/** Without the options that are undefined, which count as left out. */
function defined<T extends object>(options: T): { [F in keyof T]: Exclude<T[F], undefined> } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [F in keyof T]: Exclude<T[F], undefined> };
}
