// What happens to open texts, at random, as plain data: edits, models, servers that are killed, questions in between. It is
// carried out in play.ts and *Actions.ts.
import fc from "fast-check";
import { anyChange, anyText } from "../../textEdits";
import { anyQuestion, type Question } from "./questions";

const share = fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000);
const which = fc.nat(1);
/** Of models; taken modulo how many there are. */
const model = fc.nat(1000);

/** At a place of the text, where random lines and characters mostly are not. */
const placed = fc.record({
  at: share,
  /** UTF-16 units that are replaced. */
  length: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 4, arbitrary: fc.nat(5) },
    { weight: 1, arbitrary: fc.nat(5000) },
  ),
  text: anyText(6),
  times: fc.oneof({ weight: 12, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.nat(900) }),
});
const edit = fc.record({
  do: fc.constant("edit" as const),
  which,
  changes: fc.array(
    fc.oneof(
      { weight: 4, arbitrary: placed },
      { weight: 1, arbitrary: anyChange.map((change) => ({ change })) },
    ),
    { minLength: 1, maxLength: 3 },
  ),
});
export type EditStep = typeof edit extends fc.Arbitrary<infer T> ? T : never;

const action = fc.oneof(
  { weight: 30, arbitrary: edit },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("undo" as const),
      which,
      steps: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("lineEnds" as const),
      which,
      to: fc.constantFrom("\n", "\r\n", "\r"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("mark" as const), which }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("saveAs" as const),
      which,
      /** Byte order marks before the file's text; null: it becomes untitled. */
      marks: fc.constantFrom(0 as const, 1 as const, null),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("save" as const), which }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("model" as const), which, model }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("replaceModel" as const), which, seed: fc.nat(99) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("alphabet" as const),
      name: fc.constantFrom("printable", "ascii", "bytes"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("compare" as const),
      which,
      with: fc.oneof(
        model.map((model) => ({ model })),
        anyText(40).map((text) => ({ text })),
        fc.constant(null),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("train" as const),
      which,
      cell: fc.constantFrom("elman" as const, "gru" as const, "lstm" as const),
      hiddenSize: fc.integer({ min: 1, max: 10 }),
      maxEpochs: fc.integer({ min: 1, max: 2 }),
      seed: fc.nat(9),
      from: share,
      to: share,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("saveModel" as const),
      which,
      ending: fc.constantFrom("safetensors", "bin"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("settle" as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("kill" as const),
      which,
      signal: fc.constantFrom("SIGKILL" as const, "SIGTERM" as const, "SIGHUP" as const),
      during: anyQuestion,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("overtaken" as const),
      which,
      asked: fc.array(anyQuestion, { minLength: 1, maxLength: 4 }),
      by: fc.oneof({ weight: 4, arbitrary: edit }, { weight: 1, arbitrary: model }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("atOnce" as const),
      which,
      asked: fc.array(anyQuestion, { minLength: 2, maxLength: 8 }),
    }),
  },
);
export type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;
/** How some of them are carried out, by name. */
export type Actions<K extends Action["do"]> = {
  readonly [D in K]: (action: Extract<Action, { readonly do: D }>) => Promise<void>;
};

export interface Step {
  readonly action: Action;
  /** Asked of the text that it was about, or of the first. */
  readonly asks: readonly Question[];
}

/** A start, which is repeated so that some texts are long, and what happens then. */
export interface Case {
  readonly texts: readonly {
    readonly text: string;
    readonly times: number;
    readonly model: number;
  }[];
  readonly steps: readonly Step[];
}

export const anyCase: fc.Arbitrary<Case> = fc.record({
  texts: fc.array(
    fc.record({
      text: anyText(30),
      times: fc.oneof(
        { weight: 4, arbitrary: fc.nat(6) },
        { weight: 2, arbitrary: fc.constantFrom(20, 100) },
        { weight: 1, arbitrary: fc.constant(700) },
      ),
      model,
    }),
    { minLength: 2, maxLength: 2 },
  ),
  steps: fc.array(
    fc.record({ action, asks: fc.array(anyQuestion, { minLength: 1, maxLength: 3 }) }),
    { minLength: 1, maxLength: 40, size: "max" },
  ),
});
