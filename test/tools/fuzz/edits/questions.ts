// Everything that can be asked of an open text, at random: as plain data whose places are shares of the text, so that a
// question fits every text and is printed when it fails. Asks nothing itself.
import fc from "fast-check";
import { LAYERS } from "../../../../server/protocol/vocabulary/layers";
import { namesOf } from "../../../../server/protocol/vocabulary/terms";
import { THRESHOLD_SCOPES } from "../../../../server/protocol/vocabulary/thresholds";
import {
  GRADIENT_METHODS,
  METHODS,
  OBJECTIVES,
} from "../../../../server/protocol/vocabulary/tracing";

const share = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(0, 1) },
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000) },
);
const byte = fc.integer({ min: 0, max: 255 });
const depth = fc.oneof(
  { weight: 8, arbitrary: fc.nat(40) },
  { weight: 2, arbitrary: fc.nat(300) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1000, 5000) },
);
const place = fc.record({
  kind: fc.constantFrom("caret" as const, "character" as const),
  at: share,
  byteOfCharacter: fc.nat(3),
});
export type AskedPlace = typeof place extends fc.Arbitrary<infer T> ? T : never;

const scope = fc.constantFrom(...namesOf(THRESHOLD_SCOPES));
const threshold = fc.option(
  fc.oneof(
    fc.record({
      rule: fc.constantFrom("nucleus" as const, "share" as const),
      value: fc.constantFrom(0, 0.01, 0.5, 0.9, 0.95, 0.999, 1),
      scope,
    }),
    fc.record({
      rule: fc.constant("absolute" as const),
      value: fc.constantFrom(0, 1e-6, 0.001, 0.1, 3),
      scope,
    }),
  ),
  { freq: 2 },
);
const settings = fc
  .record({
    depth,
    method: fc.constantFrom(...namesOf(METHODS)),
    objective: fc.constantFrom(...namesOf(OBJECTIVES)),
    target: fc.oneof(
      { weight: 3, arbitrary: fc.constant("true" as const) },
      { weight: 1, arbitrary: fc.constant("predicted" as const) },
      { weight: 1, arbitrary: byte },
    ),
    threshold,
    against: fc.option(byte, { freq: 4, nil: undefined }),
  })
  .map(({ against, ...others }) => ({ ...others, ...(against === undefined ? {} : { against }) }));
const plain = settings.map(({ against: _, ...others }) => others);
const gradient = fc.constantFrom(...GRADIENT_METHODS);
const neuron = fc.oneof({ weight: 9, arbitrary: fc.nat(8) }, { weight: 1, arbitrary: fc.nat(200) });
const strong = fc.constantFrom("surprise" as const, "countingWins" as const, "difference" as const);

/** Skip patterns are looked for in a pause after the last edit, so they are asked for seldom. */
const layer = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom(...namesOf(LAYERS).filter((name) => name !== "skipPatternDepth")),
  },
  { weight: 1, arbitrary: fc.constant("skipPatternDepth" as const) },
);

const kind = <const K extends string, T>(of: K, fields: fc.Arbitrary<T>) =>
  fields.map((value) => ({ of, ...value }));

const quick = [
  { weight: 9, arbitrary: kind("trace", fc.record({ place, settings })) },
  {
    weight: 6,
    arbitrary: kind(
      "layer",
      fc.record({
        layer,
        neuron,
        from: share,
        to: share,
        depth: fc.constantFrom(1, 2, 8, 50),
        method: gradient,
      }),
    ),
  },
  { weight: 3, arbitrary: kind("counting", fc.record({ place })) },
  {
    weight: 2,
    arbitrary: kind(
      "strongByte",
      fc.record({
        strong,
        from: share,
        direction: fc.constantFrom("next" as const, "previous" as const),
        bits: fc.option(fc.constantFrom(0, 1, 5, 9), { nil: undefined }),
      }),
    ),
  },
  { weight: 2, arbitrary: kind("strongLines", fc.record({ strong })) },
  {
    weight: 3,
    arbitrary: kind("span", fc.record({ from: share, to: share, depth, method: gradient })),
  },
  { weight: 2, arbitrary: kind("neuron", fc.record({ place, neuron, depth, method: gradient })) },
  {
    weight: 1,
    arbitrary: kind(
      "paths",
      fc.record({
        place,
        settings: plain,
        columns: fc.integer({ min: 2, max: 12 }),
        neurons: fc.integer({ min: 1, max: 16 }),
      }),
    ),
  },
  { weight: 1, arbitrary: kind("fidelity", fc.record({ place, settings })) },
  {
    weight: 1,
    arbitrary: kind("profile", fc.record({ settings, positions: fc.constantFrom(1, 7, 64) })),
  },
  { weight: 2, arbitrary: kind("place", fc.record({ byte: share })) },
  { weight: 1, arbitrary: kind("comparison", fc.constant({})) },
  { weight: 2, arbitrary: kind("comparedAt", fc.record({ place, settings })) },
  {
    weight: 2,
    arbitrary: kind(
      "continue",
      fc.record({
        at: share,
        count: fc.integer({ min: 1, max: 40 }),
        seed: fc.option(fc.nat(9)),
        temperature: fc.constantFrom(0.01, 0.7, 1, 100),
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: kind(
      "traceWritten",
      fc.record({
        at: share,
        bytes: fc.array(byte, { minLength: 1, maxLength: 12 }),
        index: fc.nat(11),
        settings,
      }),
    ),
  },
] as const;
/** They run the net many times for one answer. */
const searching = [
  { weight: 1, arbitrary: kind("patternAt", fc.record({ place })) },
  { weight: 1, arbitrary: kind("causes", fc.record({ place, settings: plain })) },
  {
    weight: 1,
    arbitrary: kind("whatIfByte", fc.record({ place, settings: plain, lag: fc.nat(20) })),
  },
  {
    weight: 1,
    arbitrary: kind(
      "whatIfNeuron",
      fc.record({
        place,
        settings: plain,
        neuron,
        edit: fc.oneof(
          fc.constant({ kind: "zero" as const }),
          fc.constant({ kind: "flip" as const }),
          fc.record({ kind: fc.constant("clamp" as const), value: fc.constantFrom(-1, 0, 0.5, 1) }),
        ),
        from: share,
        to: share,
      }),
    ),
  },
  { weight: 1, arbitrary: kind("memory", fc.constant({})) },
  {
    weight: 1,
    arbitrary: kind(
      "similar",
      fc.record({
        place,
        depth: fc.integer({ min: 1, max: 60 }),
        method: gradient,
        top: fc.integer({ min: 1, max: 12 }),
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: kind(
      "patterns",
      fc.record({
        maxOffset: fc.integer({ min: 1, max: 30 }),
        levels: fc.integer({ min: 1, max: 8 }),
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: kind("neuronCard", fc.record({ neuron, layer: fc.integer({ min: 1, max: 3 }) })),
  },
  { weight: 1, arbitrary: kind("verify", fc.constant({})) },
  {
    weight: 1,
    arbitrary: kind("faithfulness", fc.record({ depth: fc.integer({ min: 1, max: 12 }) })),
  },
  { weight: 1, arbitrary: kind("analyse", fc.record({ depth: fc.nat(12) })) },
] as const;

const anyQuick = fc.oneof(...quick);
const anySearching = fc.oneof(...searching);
export type Question =
  | (typeof anyQuick extends fc.Arbitrary<infer T> ? T : never)
  | (typeof anySearching extends fc.Arbitrary<infer T> ? T : never);

export const anyQuestion: fc.Arbitrary<Question> = fc.oneof(
  { weight: 40, arbitrary: anyQuick },
  { weight: 1, arbitrary: anySearching },
);
