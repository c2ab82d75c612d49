// The page of the neuron paths: what it is sent in each state, and that what it sends is checked.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checkMessage } from "../../../../../extension/features/paths/messages";
import {
  noPathsSentence,
  type PathsFacts,
  pathsSnapshot,
} from "../../../../../extension/features/paths/snapshot";
import { parseSettings } from "../../../../../extension/state/settings";
import type { EditorTrace } from "../../../../../server/protocol/wire/messages";
import type { ToHost } from "../../../../../server/protocol/wire/pathsPage";
import { papersNet } from "../../../../tools/netSummaries";
import { examplePaths } from "../../examplePaths";
import { exampleTrace } from "../../exampleTrace";

const { settings } = parseSettings(() => undefined, true);
const net = papersNet(3);
const model = { path: "/m.bin", name: "m.bin", hiddenSize: 3, sha256: "0", format: "raw", net };

function factsOf(own: EditorTrace | undefined, more: Partial<PathsFacts> = {}): PathsFacts {
  return {
    facts: {
      hasText: true,
      phase: { kind: "ready", model, diskNote: null },
      server: "running",
      modelName: "m.bin",
      uri: "file:///a.txt",
      version: 1,
      answer: own,
    },
    own,
    fed: { kind: "ready", value: examplePaths },
    key: "key",
    settings,
    ...more,
  };
}

/** A trace with other numbers or another way of tracing. */
function traced(more: Partial<EditorTrace["trace"]>): EditorTrace {
  const example = exampleTrace();
  return { ...example, trace: { ...example.trace, ...more } };
}

const graphOf = (own: EditorTrace, more?: Partial<PathsFacts>) =>
  pathsSnapshot(factsOf(own, more)).graph;

function readyOf(own: EditorTrace) {
  const graph = graphOf(own);
  assert.ok(graph?.kind === "ready");
  return graph.value;
}

test("one sentence names the target, t, p and what was differentiated", () => {
  const { sentence, note, target, probability, key } = readyOf(exampleTrace());
  assert.equal(
    sentence,
    "'m' at byte 6, predicted from t = 5 ('/') with p 0.900: its gradient (objective log-probability), followed back from neuron to neuron.",
  );
  assert.equal(note, "A gradient is a slope, not a cause.");
  assert.deepEqual([target, probability, key], ["'m'", "0.900", "key"]);
});

test("another method, or a threshold while tracing, does not change the paths, and that is said", () => {
  const says = /A gradient is a slope, not a cause\. Paths are those of the dense gradient\.$/;
  assert.match(readyOf(traced({ method: "occlusion" })).note, says);
  const price = {
    neuronsKept: 1,
    offsetsKept: 1,
    relativeL1: 0.5,
    cosine: 0.5,
    topLagAgrees: false,
  };
  const sparse = { rule: "nucleus", value: 0.9, scope: "tracing", ...price } as const;
  assert.match(readyOf(traced({ threshold: sparse })).note, says);
  const dropped = exampleTrace().trace.offsets.map((offset) => ({ ...offset, attribution: 0 }));
  assert.equal(graphOf(traced({ threshold: sparse, offsets: dropped }))?.kind, "ready");
});

test("where there is no gradient to follow, one sentence says why", () => {
  const none = exampleTrace().trace.offsets.map((offset) => ({ ...offset, attribution: 1e-9 }));
  const certain = { offsets: none, gradientNorm: 1e-9, bits: 1e-8, probability: 1 - 7e-9 };
  for (const method of ["gradient", "occlusion"] as const)
    assert.deepEqual(graphOf(traced({ ...certain, bits: 0, method })), {
      kind: "none",
      sentence: "Certain beyond measure: no usable gradient.",
    });
  const mute = graphOf(traced({ offsets: none, gradientNorm: 0 }));
  assert.ok(mute?.kind === "none");
  assert.match(mute.sentence, /^No usable gradient: no neuron moves this target here/);
  // The gradient reaches neurons but no byte, so there is a graph.
  assert.equal(graphOf(traced({ offsets: none, gradientNorm: 0.1 }))?.kind, "ready");
});

test("a byte that the net wrote on has no paths: nothing is asked, and one sentence says why", () => {
  const written = { ...exampleTrace(), written: { index: 0 } };
  assert.match(
    noPathsSentence(written) ?? "",
    /^Neuron paths are shown for the bytes of the text only, not for one that the net wrote on\.$/,
  );
  assert.deepEqual(graphOf(written), { kind: "none", sentence: noPathsSentence(written) });
  assert.equal(noPathsSentence(exampleTrace()), null);
});

test("without a trace of this text there is no graph; an answer on its way is waited for", () => {
  const own = exampleTrace();
  assert.equal(graphOf(own, { fed: { kind: "waiting" } })?.kind, "waiting");
  assert.equal(pathsSnapshot({ ...factsOf(own), own: undefined }).graph?.kind, "waiting");
  const { facts } = factsOf(own);
  for (const [more, kind] of [
    [{ version: 2 }, "waiting"],
    [{ server: "broken" }, "stopped"],
    [{ answer: { kind: "noPast", version: 1 } }, "noPast"],
    [{ phase: undefined }, "off"],
  ] as const) {
    const snapshot = pathsSnapshot(factsOf(own, { facts: { ...facts, ...more } }));
    assert.deepEqual([snapshot.face.kind, snapshot.graph], [kind, null]);
  }
});

test("a selection or a neuron on the screen has no paths, and that is said", () => {
  const { uri, version, target, names, offsetSpans, tints, totals, trace } = exampleTrace();
  const { model: own, text, offsets, position, input } = trace;
  const answer = {
    kind: "wide",
    ...{ uri, version, net, names, offsetSpans, tints, totals, isUsable: true, target: target! },
    shownFrom: { offsets: [] },
    trace: {
      ...{ model: own, text, depth: 50, position, input, offsets },
      method: "gradient",
      neuron: { neuron: 1, activation: 0.5 },
    },
  } as const;
  const { facts } = factsOf(undefined);
  const { graph } = pathsSnapshot(factsOf(undefined, { facts: { ...facts, answer } }));
  assert.ok(graph?.kind === "none");
  assert.match(graph.sentence, /for the prediction of one byte, not for a selection or a neuron/);
});

test("the neuron over the text is marked while it is the layer", () => {
  const shown = { layer: "neuron", neuron: 7 } as const;
  assert.equal(pathsSnapshot(factsOf(exampleTrace(), { settings: shown })).neuron, 7);
  assert.equal(pathsSnapshot(factsOf(exampleTrace())).neuron, null);
});

const amounts = { columns: 8, neurons: 6, least: 3.5 };

test("messages of the page pass unchanged, others are refused with a reason", () => {
  const good: ToHost[] = [
    { kind: "ready", amounts },
    { kind: "amounts", amounts },
    { kind: "act", action: "turnOn" },
    { kind: "byte", key: "k", k: 3 },
    { kind: "neuron", neuron: 7 },
  ];
  for (const message of good) assert.deepEqual(checkMessage(message).message, message);
  const bad: unknown[] = [
    { kind: "amounts", amounts: { ...amounts, columns: 13 } },
    { kind: "amounts", amounts: { ...amounts, neurons: 1.5 } },
    { kind: "amounts", amounts: { ...amounts, least: Number.NaN } },
    { kind: "neuron", neuron: -1 },
    { kind: "act", action: "workbench.action.quit" },
  ];
  for (const message of bad) assert.ok(checkMessage(message).problem, JSON.stringify(message));
  fc.assert(
    fc.property(fc.anything(), (message) => {
      const { message: passed, problem } = checkMessage(message);
      assert.ok((passed === null) !== (problem === null));
    }),
  );
});
