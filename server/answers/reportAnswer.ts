// The JSON of a report with what may be asked for beside it. Its parts are made in statistics/ and attribution/causes, on
// this thread or on several.
import { within } from "../attribution/backward";
import { memoryCurve } from "../attribution/causes/memory";
import type { Controls, MemoryPoint, Report } from "../protocol/wire/reportJson";
import { report } from "../statistics/report";
import { controls } from "../statistics/samples";
import { headOf, type Subject } from "./subject";

export interface ReportQuestion {
  readonly depth: number;
  /** Also chance levels. */
  readonly controls: boolean;
  /** Also the memory curve. */
  readonly memory: boolean;
}

export interface ReportAnswer {
  readonly json: Report &
    ReturnType<typeof headOf> & {
      readonly controls?: Controls | null;
      readonly memory?: readonly MemoryPoint[];
    };
}

/** @param chance undefined where the text has none */
export function reportJson(
  made: Report,
  about: Omit<Subject, "backend">,
  question: ReportQuestion,
  chance: Controls | null | undefined,
  memory: readonly MemoryPoint[] | undefined,
): ReportAnswer["json"] {
  return {
    ...made,
    ...headOf(about),
    ...(question.controls ? { controls: chance ?? null } : {}),
    ...(memory ? { memory } : {}),
  };
}

/** On this thread. */
export function* reportAnswer(
  { text, model, backend }: Subject,
  question: ReportQuestion,
): Generator<number, ReportAnswer> {
  const { depth } = question;
  const { bytes } = text;
  const { weights } = model;
  const end = question.memory || question.controls ? 0.5 : 1;
  const made = yield* within(report(backend, weights, bytes, depth), 0, end);
  const chance = question.controls
    ? yield* within(controls(backend, weights, bytes, depth), end, (1 + end) / 2)
    : undefined;
  const memory = question.memory
    ? yield* within(memoryCurve(backend, weights, bytes), (1 + end) / 2, 1)
    : undefined;
  return { json: reportJson(made, { text, model }, question, chance, memory) };
}
