// The JSON of a report with what may be asked for beside it. Its parts are made in statistics/ and attribution/causes, on
// this thread or on several.

import { within } from "../attribution/backward";
import type { MemoryPoint } from "../attribution/causes/memory";
import { memoryCurve } from "../attribution/causes/memory";
import { type Report, report } from "../statistics/report";
import { type Controls, controls } from "../statistics/samples";
import type { Subject } from "./subject";

export interface ReportQuestion {
  readonly depth: number;
  /** Also chance levels. */
  readonly controls: boolean;
  /** Also the memory curve. */
  readonly memory: boolean;
}

export interface ReportAnswer {
  readonly json: Report & {
    readonly controls?: Controls | null;
    readonly memory?: readonly MemoryPoint[];
  };
}

/** @param chance undefined where the text has none */
export function reportJson(
  made: Report,
  question: ReportQuestion,
  chance: Controls | undefined,
  memory: readonly MemoryPoint[] | undefined,
): ReportAnswer["json"] {
  return {
    ...made,
    ...(question.controls ? { controls: chance ?? null } : {}),
    ...(memory ? { memory } : {}),
  };
}

/** On this thread. */
export function* reportAnswer(
  { text: { bytes }, model: { weights }, backend }: Subject,
  question: ReportQuestion,
): Generator<number, ReportAnswer> {
  const { depth } = question;
  const end = question.memory || question.controls ? 0.5 : 1;
  const made = yield* within(report(backend, weights, bytes, depth), 0, end);
  const chance = question.controls
    ? yield* within(controls(backend, weights, bytes, depth), end, (1 + end) / 2)
    : undefined;
  const memory = question.memory
    ? yield* within(memoryCurve(backend, weights, bytes), (1 + end) / 2, 1)
    : undefined;
  return { json: reportJson(made, question, chance, memory) };
}
