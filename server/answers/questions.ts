// The questions that an export answers, one row each: the command of the command line, its options, and how the answer is
// made. Every option is written, given or not, so that the file says what its numbers depend on.
import type { TraceOptions } from "../attribution/types";
import type { ExportKind } from "../protocol/vocabulary/exports";
import { tracesBack } from "../protocol/vocabulary/tracing";
import type { OptionsJson } from "../protocol/wire/provenance";
import { type CardQuestion, neuronCard } from "../statistics/neuronCard/card";
import { type CausesQuestion, causesAnswer } from "./causesAnswer";
import { type PatternsQuestion, patternsAnswer } from "./patternsAnswer";
import { type ReportQuestion, reportAnswer } from "./reportAnswer";
import type { Subject } from "./subject";
import {
  cardTables,
  causesTables,
  patternsTables,
  reportTables,
  type Tables,
  traceTables,
  wideTables,
} from "./tables";
import {
  type NeuronQuestion,
  neuronAnswer,
  type SpanQuestion,
  spanAnswer,
  type TraceQuestion,
  traceAnswer,
} from "./traceAnswer";

interface Questions {
  readonly trace: TraceQuestion;
  readonly span: SpanQuestion;
  readonly neuron: NeuronQuestion;
  readonly causes: CausesQuestion;
  readonly report: ReportQuestion;
  readonly patterns: PatternsQuestion;
  readonly card: { readonly [F in keyof CardQuestion]-?: number };
}

export type Question = {
  [K in ExportKind]: { readonly kind: K; readonly asked: Questions[K] };
}[ExportKind];

/** What is written to a file. */
export interface Answer {
  readonly json: object;
  readonly tables: Tables;
}

interface Row<Q> {
  readonly command: string;
  options(asked: Q): OptionsJson;
  answer(subject: Subject, asked: Q): Generator<number, Answer>;
}

const ROWS: { readonly [K in ExportKind]: Row<Questions[K]> } = {
  trace: {
    command: "trace",
    options: ({ at, ...options }) => ({ at, ...traceOptions(options) }),
    *answer(subject, asked) {
      const json = yield* traceAnswer(subject, asked);
      return { json, tables: traceTables(json) };
    },
  },
  span: {
    command: "trace",
    options: ({ from, to, depth, method }) => ({ span: `${from}:${to}`, depth, method }),
    *answer(subject, asked) {
      const json = yield* spanAnswer(subject, asked);
      return { json, tables: wideTables(json) };
    },
  },
  neuron: {
    command: "trace",
    options: ({ at, neuron, depth, method }) => ({ at, neuron, depth, method }),
    *answer(subject, asked) {
      const json = yield* neuronAnswer(subject, asked);
      return { json, tables: wideTables(json) };
    },
  },
  causes: {
    command: "causes",
    options: ({ at, depth, baseline, target }) => ({ at, depth, baseline, target }),
    *answer(subject, asked) {
      const found = yield* causesAnswer(subject, asked);
      return { json: found.json, tables: causesTables(found) };
    },
  },
  report: {
    command: "report",
    options: ({ depth, controls, memory }) => ({
      depth,
      ...(controls ? { controls } : {}),
      ...(memory ? { memory } : {}),
    }),
    *answer(subject, asked) {
      const { json } = yield* reportAnswer(subject, asked);
      return { json, tables: reportTables(json, json.memory) };
    },
  },
  patterns: {
    command: "patterns",
    options: ({ maxOffset, levels, sample, at }) => ({
      "max-offset": maxOffset,
      levels,
      ...(sample === undefined ? {} : { sample }),
      ...(at === undefined ? {} : { at }),
    }),
    *answer({ text, model, backend }, asked) {
      const net = { backend, weights: model.weights };
      const { json, found } = yield* patternsAnswer(text.bytes, asked, net);
      return { json, tables: patternsTables(text.bytes, found) };
    },
  },
  card: {
    command: "neuron",
    options: ({ neuron, layer }) => ({ neuron, layer }),
    *answer({ text, model, backend }, asked) {
      const json = yield* neuronCard(backend, model.weights, text.bytes, asked);
      return { json, tables: cardTables(json) };
    },
  },
};

function traceOptions(options: TraceOptions): OptionsJson {
  const { depth, method, objective, target, against, baseline, threshold } = options;
  return {
    depth,
    method,
    objective,
    target,
    ...(against === undefined ? {} : { against }),
    ...(tracesBack(method) ? {} : { baseline }),
    ...(threshold ? { [threshold.rule]: threshold.value } : {}),
    ...(threshold?.scope === "tracing" ? { "while-tracing": true } : {}),
  };
}

/** The command that asks a question, and its options. */
export function commandOf({ kind, asked }: Question): { command: string; options: OptionsJson } {
  const row = ROWS[kind] as Row<typeof asked>;
  return { command: row.command, options: row.options(asked) };
}

/** Yields the fraction done. */
export function answerOf(subject: Subject, { kind, asked }: Question): Generator<number, Answer> {
  const row = ROWS[kind] as Row<typeof asked>;
  return row.answer(subject, asked);
}
