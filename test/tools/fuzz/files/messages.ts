// Requests at random: each right but for one or two of its values, which are of another type, beyond any bound, left out or
// unknown; and settings of anything. Asserts nothing.
import fc from "fast-check";

export interface HostileMessage {
  readonly method: string;
  readonly params: unknown;
}

const LONG = "x".repeat(200_000);
const place = { kind: "caret", line: 0, character: 5 };
const position = { line: 0, character: 3 };
const end = { line: 1, character: 4 };
const settings = {
  depth: 20,
  method: "gradient",
  objective: "logprob",
  target: "true",
  threshold: { rule: "nucleus", value: 0.9, scope: "display" },
};

/** A right request of each method. @param folder where they may write */
function right(uri: string, model: string, folder: string): Readonly<Record<string, object>> {
  const document = { uri, version: 1 };
  const asked = { ...document, place, settings };
  const source = { kind: "document", uri };
  const to = `${folder}/out.json`;
  return {
    attach: { uri, modelPath: model, dirty: true, mark: false },
    compareWithDisk: { uri },
    trace: { ...asked, purpose: "hover" },
    causes: { ...asked, search: 1 },
    counting: { ...document, place },
    strongByte: { ...document, of: "surprise", from: position, direction: "next", bits: 3 },
    strongLines: { ...document, of: "surprise" },
    wideTrace: {
      ...document,
      target: { kind: "span", start: position, end },
      depth: 9,
      method: "gradient",
    },
    memory: document,
    whatIfByte: { ...asked, lag: 1 },
    whatIfNeuron: {
      ...asked,
      neuron: 1,
      edit: { kind: "clamp", value: 0.5 },
      start: position,
      end,
    },
    paths: { ...asked, columns: 6, neurons: 4, least: 0.1 },
    fidelity: { ...asked, thetas: [0.5, 0.9] },
    profile: { ...document, settings, positions: 50 },
    layer: { ...document, layer: "influence", start: position, end, depth: 8, method: "gated" },
    continue: {
      ...document,
      place: position,
      count: 5,
      mode: { kind: "sample", seed: 1, temperature: 1 },
    },
    traceWritten: { ...document, place: position, bytes: [97, 98], index: 1, settings },
    place: { ...document, byte: 7 },
    patternAt: { ...document, place },
    patterns: { ...document, maxOffset: 8, levels: 2 },
    analyse: { ...document, depth: 8 },
    verify: document,
    faithfulness: { ...document, depth: 8, sample: 4, seed: 1 },
    similar: { ...document, place, depth: 8, method: "gradient", top: 3 },
    neuronCard: { ...document, neuron: 1, layer: 1 },
    compare: { uri, with: { kind: "text", name: "other", text: "some other text\n" } },
    comparison: document,
    comparedAt: { ...document, place, settings },
    stopComparing: { uri },
    export: {
      ...document,
      subject: { kind: "trace", place, settings },
      format: { kind: "json" },
      to,
    },
    describeModel: { modelPath: model, source },
    compareWithPaper: { modelPath: model, source },
    folderTexts: { folder },
    saveModel: { from: model, to: `${folder}/copy.safetensors` },
    train: {
      ...{ jobId: "1", source, textName: "text", outputPath: `${folder}/trained.safetensors` },
      choices: { hiddenSize: 4, seed: 1, maxEpochs: 1, bpttLength: 8 },
    },
  };
}

/** Where a file would be written: left as it is, or beyond any folder. */
const WRITTEN = new Set(["to", "outputPath"]);

const oddNumber = fc.constantFrom(
  -1,
  0,
  0.5,
  255,
  256,
  4096,
  65_536,
  2 ** 31,
  2 ** 53 - 1,
  2 ** 53,
  1e300,
);
const oddText = fc.constantFrom(
  "",
  "\0",
  LONG,
  "/nowhere/a.json",
  "\ud800",
  "=1+1",
  "[x](command:y)",
  "{0}",
  "../..",
);
const odd = fc.oneof(
  oddNumber,
  oddText,
  fc.constantFrom(null, true, [], {}, [[]], { kind: "x" }),
  fc.jsonValue(),
);
const change = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ how: fc.constant("other" as const), at: fc.nat(), to: odd }),
  },
  fc.record({ how: fc.constant("leftOut" as const), at: fc.nat() }),
  fc.record({ how: fc.constant("more" as const), at: fc.nat(), name: oddText, to: odd }),
  fc.record({
    how: fc.constant("many" as const),
    at: fc.nat(),
    times: fc.constantFrom(2, 1000, 100_000),
  }),
);
type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

type Keyed = Record<string, unknown>;

/** Every value that can be changed: what holds it, and under which name. */
function spots(value: unknown): [holder: Keyed, name: string][] {
  if (typeof value !== "object" || value === null) return [];
  const own = Object.keys(value).filter((name) => !WRITTEN.has(name));
  return [
    ...own.map((name): [Keyed, string] => [value as Keyed, name]),
    ...own.flatMap((name) => spots((value as Keyed)[name])),
  ];
}

function changed(params: object, list: readonly Change[]): object {
  // Every change has values of its own, which the next may change.
  const copy = structuredClone(params);
  for (const one of list) {
    const all = spots(copy);
    if (all.length === 0) break;
    const [holder, name] = all[one.at % all.length];
    if (one.how === "other") holder[name] = structuredClone(one.to);
    else if (one.how === "leftOut") delete holder[name];
    else if (one.how === "more") holder[one.name] = structuredClone(one.to);
    else holder[name] = repeatedly(holder[name], one.times);
  }
  return copy;
}

const MOST_CHARACTERS = 4e6;

/** So often, or as often as a message has room for. Each is one of its own, so that the next change does not change them all. */
function repeatedly(value: unknown, times: number): unknown[] {
  const { length } = JSON.stringify(value);
  const count = Math.max(2, Math.min(times, Math.floor(MOST_CHARACTERS / length)));
  return Array.from({ length: count }, () => structuredClone(value));
}

export interface MessagePlan {
  readonly which: number;
  readonly changes: readonly Change[];
}

export const anyMessage: fc.Arbitrary<MessagePlan> = fc.record({
  which: fc.nat(),
  changes: fc.array(change, { maxLength: 2 }),
});

export function messageOf(
  { which, changes }: MessagePlan,
  ...about: Parameters<typeof right>
): HostileMessage {
  const all = Object.entries(right(...about));
  const [name, params] = all[which % all.length];
  return { method: `sparseDiff/${name}`, params: changed(params, changes) };
}

/** What the setting of alphabets may hold. */
export const anyAlphabets: fc.Arbitrary<unknown> = fc.oneof(
  fc.dictionary(oddText, oddText),
  fc.dictionary(fc.constantFrom("__proto__", "constructor", "/a.bin"), fc.jsonValue()),
  fc.jsonValue(),
);
