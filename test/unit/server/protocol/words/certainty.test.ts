// What is said about certainty and about gradients too small to use: a table of nets made for the purpose, each really
// traced, on every backend, with the sentence that is true of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { traceData } from "../../../../../extension/features/sidebar/traceData";
import { howTraced } from "../../../../../extension/features/status/statusText";
import { parseSettings } from "../../../../../extension/state/settings";
import { traceJson } from "../../../../../server/answers/traceJson";
import { Tracer } from "../../../../../server/attribution/trace";
import { defaultOptions, type TraceOptions } from "../../../../../server/attribution/types";
import { traceText } from "../../../../../server/cli/traceText";
import type { Kernels, Weights } from "../../../../../server/kernels/interface";
import type { TraceJson } from "../../../../../server/protocol/wire/traceJson";
import { certaintySentence, smallness } from "../../../../../server/protocol/words/certainty";
import { readingText } from "../../../../../server/protocol/words/traceReading";
import { honesty } from "../../../../../server/protocol/words/traceWords";
import { randomWeights } from "../../../../property/kernelsModels";
import { backends } from "../../../../tools/backends";
import { namesOf } from "../../../../tools/namesOf";
import { papersNet } from "../../../../tools/netSummaries";
import { pastOf } from "../../../../tools/past";
import { exampleTrace } from "../../../extension/exampleTrace";

const H = 8;
const base = randomWeights(H, 5, 0.5);
const text = new TextEncoder().encode("why this byte");
const NEXT = text[9]!;
const OTHER = "q".charCodeAt(0);

/** Raises the logit of byte y by this much. */
function favouring(y: number, logits: number, weights: Weights = base): Weights {
  const by = weights.by.slice();
  by[y] = by[y]! + logits;
  return { ...weights, by };
}

const zeros = (n: number) => new Float32Array(n);
const mute: Weights = { ...base, Wy: zeros(256 * H), by: zeros(256) };
const deaf: Weights = { ...base, Wx: zeros(H * 256) };
const saturated: Weights = {
  ...base,
  bh: Float32Array.from({ length: H }, (_, i) => (i % 2 ? 50 : -50)),
};
const rowless: Weights = {
  ...base,
  Wy: base.Wy.map((w, i) => (Math.floor(i / H) === NEXT ? 0 : w)),
};

interface Case {
  readonly net: Weights;
  readonly asked?: Partial<TraceOptions>;
  readonly position?: number;
  readonly p: readonly [least: number, most: number];
  readonly says: RegExp | null;
}

const CERTAIN = /^Certain beyond measure: no usable gradient\.$/;
const NEARLY =
  /^Nearly certain \(p 0\.99\d+\): gradients carry the factor 1 − p, 0\.0\d+; occlusion/;
const NO_NEURON =
  /^No usable gradient: no neuron moves this target here \(gradient norm [^)]+ nats\)\.$/;
const NO_BYTE =
  /^No usable gradient: it reaches the neurons \(gradient norm 0\.\d+ nats\) but no traced byte;/;
const ITSELF = /^A byte against itself: the difference is zero/;
const NO_CHANGE =
  /^No traced byte makes a difference when it is replaced: every attribution is below/;
const even = [1 / 256, 1 / 256] as const;
const some = [1e-5, 0.5] as const;
const sure = [1 - 1e-6, 1] as const;
const absolute = { rule: "absolute", value: 1e9, scope: "tracing" } as const;

const cases: Readonly<Record<string, Case>> = {
  "an ordinary prediction": { net: base, p: some, says: null },
  "p near 0": { net: favouring(NEXT, -30), p: [0, 1e-9], says: null },
  "p above 0.99": { net: favouring(NEXT, 11), p: [0.99, 0.9999], says: NEARLY },
  "p above 0.99, its logit": {
    net: favouring(NEXT, 11),
    asked: { objective: "logit" },
    p: [0.99, 0.9999],
    says: null,
  },
  "p above 0.99, by replacing": {
    net: favouring(NEXT, 11),
    asked: { method: "occlusion" },
    p: [0.99, 0.9999],
    says: null,
  },
  "p of 1 to nine digits": { net: favouring(NEXT, 28), p: sure, says: CERTAIN },
  "the same of the predicted byte": {
    net: favouring(OTHER, 28),
    asked: { target: "predicted" },
    p: sure,
    says: CERTAIN,
  },
  "p of 1 beyond float32": { net: favouring(NEXT, 200), p: [1, 1], says: CERTAIN },
  "p of 1 to nine digits, its margin": {
    net: favouring(NEXT, 28),
    asked: { objective: "margin" },
    p: sure,
    says: null,
  },
  "p of 1 to nine digits, against another byte": {
    net: favouring(NEXT, 28),
    asked: { against: OTHER },
    p: sure,
    says: null,
  },
  "all logits equal": { net: mute, p: even, says: NO_NEURON },
  "all logits equal, no past": {
    net: mute,
    asked: { depth: 0 },
    position: 0,
    p: even,
    says: NO_NEURON,
  },
  "p of 1 whatever the state": { net: favouring(NEXT, 20, mute), p: sure, says: NO_NEURON },
  "a row of zeros, its logit": {
    net: rowless,
    asked: { objective: "logit" },
    p: [0, 0.5],
    says: NO_NEURON,
  },
  "a row of zeros": { net: rowless, p: [0, 0.5], says: null },
  "input weights of zero": { net: deaf, p: [0, 0.5], says: NO_BYTE },
  "input weights of zero, one lag": { net: deaf, asked: { depth: 0 }, p: [0, 0.5], says: NO_BYTE },
  "input weights of zero, the first byte": { net: deaf, position: 0, p: [0, 0.5], says: NO_BYTE },
  "input weights of zero, by replacing": {
    net: deaf,
    asked: { method: "occlusion" },
    p: [0, 0.5],
    says: NO_CHANGE,
  },
  "input weights of zero, integrated": {
    net: deaf,
    asked: { method: "integrated" },
    p: [0, 0.5],
    says: NO_CHANGE,
  },
  "every neuron saturated, gated": {
    net: saturated,
    asked: { method: "gated" },
    p: [0, 0.5],
    says: /^No usable gradient: every neuron is saturated and passes nothing on/,
  },
  "every neuron saturated": { net: saturated, p: [0, 0.5], says: null },
  "a byte against itself": { net: base, asked: { against: NEXT }, p: some, says: ITSELF },
  "a byte against itself, p of 1": {
    net: favouring(NEXT, 28),
    asked: { against: NEXT, objective: "margin" },
    p: sure,
    says: ITSELF,
  },
  "a threshold that keeps nothing while tracing": {
    net: base,
    asked: { method: "gated", threshold: absolute },
    p: some,
    says: /^The threshold leaves nothing to trace: .*, 0 neurons a step are kept\.$/,
  },
  "a threshold that shows nothing": {
    net: base,
    asked: { threshold: { ...absolute, scope: "display" } },
    p: some,
    says: null,
  },
};

function traced(backend: Kernels, { net, asked, position = 8 }: Case): TraceJson {
  const options: TraceOptions = { ...defaultOptions, target: "true", baseline: "zero", ...asked };
  const tracer = new Tracer(backend, net, Math.min(options.depth, position));
  const past = pastOf(tracer.kernels, text, position, Math.min(options.depth, position));
  const own = position === 8 ? past : { ...past, next: NEXT };
  const trace = tracer.trace(own, options, new Float64Array(H));
  return traceJson(trace, options, {
    model: { hiddenSize: H, sha256: "0" },
    net: papersNet(H),
    text: { bytes: text.length, sha256: "0" },
    bytes: past.bytes,
  });
}

for (const backend of backends())
  for (const [name, wanted] of Object.entries(cases))
    test(`${name}: the editor and the command line say the true sentence (${backend.backend})`, () => {
      const json = traced(backend, wanted);
      const { probability } = json;
      const [least, most] = wanted.p;
      assert.ok(probability >= least && probability <= most, `p ${probability}`);
      const sentence = certaintySentence(json);
      const names = namesOf(json, [NEXT]);
      const printed = traceText(json, names, "m", "t");
      const result = { ...exampleTrace(), trace: json, names, isUsable: smallness(json) === null };
      const read = readingText(result, null, null, "gradient");
      if (wanted.says === null) {
        assert.equal(sentence, null);
        for (const words of [printed, read, honesty(result)])
          assert.doesNotMatch(words, /[Cc]ertain|No usable|against itself|no neuron|saturated/);
        return;
      }
      assert.match(sentence ?? "", wanted.says);
      assert.ok(printed.split("\n").includes(sentence ?? ""), printed);
      assert.ok(read.split("\n").includes(sentence ?? ""), read);
      assert.equal(honesty(result), sentence);
      // If the numbers cannot be trusted at all, an unknown text or a price of tracing is not given as the reason.
      if (smallness(json) !== null) assert.equal(honesty(result, 9), sentence);
    });

test("a method that replaces bytes is never said to be traced sparsely", () => {
  const threshold = { ...absolute, value: 0, neuronsKept: 8, offsetsKept: 6 };
  const price = { relativeL1: 0, cosine: 1, topLagAgrees: true };
  const { trace, ...whole } = exampleTrace();
  for (const method of ["gradient", "gated", "occlusion", "integrated"] as const) {
    const result = { ...whole, trace: { ...trace, method, threshold: { ...threshold, ...price } } };
    const isSparse = method === "gradient" || method === "gated";
    assert.equal(/Traced sparsely/.test(honesty(result)), isSparse, method);
    assert.equal(traceData(result, "key", () => "").sparse !== null, isSparse, method);
    const raw: Record<string, unknown> = {
      method,
      "threshold.enabled": true,
      "threshold.scope": "tracing",
    };
    const words = howTraced(parseSettings((key) => raw[key], true).settings);
    assert.match(
      words,
      isSparse ? /while tracing\.$/ : /Only the gradient methods can be traced sparsely/,
    );
  }
});

test("1 - p keeps the digits that a subtraction would lose", () => {
  const json = traced(backends()[0]!, { net: favouring(NEXT, 60), p: [1, 1], says: CERTAIN });
  assert.equal(json.probability, 1);
  assert.match(traceText(json, namesOf(json, [NEXT]), "m", "t"), /^p 1 − \d\.\d\de−2\d {3}/m);
});
