// The sidebar's snapshot: what it says in each state, and that it never holds numbers of another text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type SnapshotFacts, snapshotOf } from "../../../../../extension/features/sidebar/snapshot";
import { parseSettings } from "../../../../../extension/state/settings";
import { pageHtml } from "../../../../../extension/state/webviewPage";
import type { Face } from "../../../../../server/protocol/wire/page";
import { lstmNet, papersNet } from "../../../../tools/netSummaries";
import { exampleCauses, exampleTrace } from "../../exampleTrace";

const { settings } = parseSettings(() => undefined, true);
const net = papersNet(3);
const model = { path: "/m.bin", name: "m.bin", hiddenSize: 3, sha256: "0", format: "raw", net };
const facts: SnapshotFacts = {
  sequence: 7,
  settings,
  hasText: true,
  phase: { kind: "ready", model, diskNote: null },
  server: "running",
  modelName: "m.bin",
  fileName: "a.txt",
  uri: "file:///a.txt",
  version: 1,
  focus: { utf16: 6, byteOfCharacter: 0 },
  isHeldBack: false,
  pinned: [],
  by: "caret",
  unknownBits: null,
  answer: exampleTrace(),
  textOf: () => "",
  legend: { full: 0.0157, unit: "nats", isSigned: true, sentence: "Full colour." },
  causes: { kind: "searching" },
  memory: null,
  fidelity: { kind: "waiting" },
  profile: null,
  compared: null,
  loss: null,
};

test("a trace is named by byte, place, probability and file", () => {
  const { face, subject, trace, sequence } = snapshotOf(facts);
  assert.equal(face.kind, "trace");
  assert.equal(sequence, 7);
  assert.equal(subject?.headline, "'m' at byte 6");
  assert.equal(subject?.from, "predicted from t = 5 ('/')");
  assert.deepEqual(
    subject?.facts.map(({ name, value }) => `${name} ${value}`),
    ["p 0.900", "bits 0.152", "rank 1 of 256", "\u2016g\u2016 0.00821 nats"],
  );
  assert.equal(trace?.lags.length, 6);
  assert.deepEqual(trace?.lags[4]?.byte, "'t'");
});

test("a trace of another file or another version of the text is not included", () => {
  for (const other of [{ uri: "file:///b.txt" }, { version: 2 }]) {
    const causes = exampleCauses();
    const { face, ...shown } = snapshotOf({ ...facts, causes, ...other });
    assert.equal(face.kind, "waiting");
    const { subject, trace, fidelity } = shown;
    assert.deepEqual([subject, trace, shown.causes, fidelity], [null, null, null, null]);
  }
});

test("the head names the model and its net; a text that is kept from its model says what to do", () => {
  const { net, notice } = snapshotOf(facts);
  assert.deepEqual([net?.model, net?.name, notice], ["m.bin", "Elman 3", null]);
  const heldBack = snapshotOf({ ...facts, isHeldBack: true }).notice;
  assert.match(heldBack?.sentence ?? "", /load after you trust it\.$/);
  assert.deepEqual(
    heldBack?.buttons.map(({ action }) => action),
    ["manageTrust"],
  );
});

test("every state has its face, a sentence and, where possible, a button", () => {
  const states: [Partial<SnapshotFacts>, Face["kind"], RegExp, string[]][] = [
    [{ hasText: false }, "noFile", /Open a text/, ["openSample", "openFile", "firstSteps"]],
    [{ phase: undefined }, "off", /off for this file/, ["turnOn", "selectModel"]],
    [{ phase: { kind: "starting" } }, "starting", /m\.bin/, []],
    [
      { phase: { kind: "failed", sentence: "m.bin: 3 bytes" } },
      "failed",
      /3 bytes/,
      ["selectModel", "loadModel"],
    ],
    [{ server: "broken" }, "stopped", /keeps stopping/, ["restartServer", "showLog"]],
    [{ server: "restarting" }, "starting", /starting again/, []],
    [{ answer: undefined }, "waiting", /on its way/, []],
    [{ answer: { kind: "noPast", version: 1 } }, "noPast", /The first byte has no past/, []],
    [{ answer: { kind: "pending", version: 1, percent: 42.9 } }, "pending", /42 %/, []],
    [
      { answer: { kind: "failed", sentence: "It did not work." } },
      "failed",
      /did not/,
      ["showLog"],
    ],
  ];
  for (const [state, kind, words, actions] of states) {
    const { face, subject, trace } = snapshotOf({ ...facts, ...state });
    assert.equal(face.kind, kind);
    assert.match(face.sentence, words);
    assert.deepEqual(
      face.buttons.map(({ action }) => action),
      actions,
    );
    assert.deepEqual([subject, trace], [null, null]);
  }
});

test("controls are the settings, and traces with different settings have different keys", () => {
  const { controls, trace } = snapshotOf({ ...facts, settings: { ...settings, depth: 8 } });
  assert.equal(controls.depth, 8);
  const gated = exampleTrace();
  const other = { ...gated, trace: { ...gated.trace, method: "gated" as const } };
  assert.notEqual(snapshotOf({ ...facts, answer: other }).trace?.key, trace?.key);
});

test("the same trace of another model has another key, so its charts are redrawn", () => {
  const before = exampleTrace();
  const after = { ...before, trace: { ...before.trace, model: { hiddenSize: 16, sha256: "1" } } };
  const [old, now] = [before, after].map((answer) => snapshotOf({ ...facts, answer }).trace?.key);
  assert.notEqual(now, old);
});

test("the page allows files of the extension and nothing else", () => {
  const html = pageHtml({
    cspSource: "https://files",
    scripts: ["https://files/plot.js", "https://files/s.js"],
    style: "s.css",
    id: "sidebar",
    title: "Attribution",
  });
  assert.match(html, /default-src 'none'; style-src https:\/\/files; script-src https:\/\/files;/);
  assert.match(html, /base-uri 'none'; form-action 'none'/);
  assert.doesNotMatch(html, /unsafe|<style|style=|onclick|connect-src/);
  const scripts = [...html.matchAll(/<script src="([^"]+)"><\/script>/g)].map(([, from]) => from);
  assert.deepEqual(scripts, ["https://files/plot.js", "https://files/s.js"]);
});

test("what was found of this trace is shown, and its agreement is the line of honesty", () => {
  const { causes, subject } = snapshotOf({ ...facts, causes: exampleCauses() });
  assert.deepEqual(causes?.found?.sufficient.lags, [3, 5]);
  assert.deepEqual([causes?.sentence, causes?.isSearching], ["", false]);
  assert.match(subject?.honesty ?? "", /^Gradient and occlusion over 6 lags: Spearman 0\.240/);
  const unknown = snapshotOf({ ...facts, causes: exampleCauses(), unknownBits: 13.9 });
  assert.match(unknown.subject?.honesty ?? "", /does not know this text/);
});

test("causes of another target, place or version are not shown", () => {
  for (const other of [{ target: 0x6e }, { position: 4 }, { version: 2 }]) {
    const { causes, subject } = snapshotOf({ ...facts, causes: exampleCauses(other) });
    assert.deepEqual([causes?.found, causes?.isSearching], [null, true]);
    assert.match(subject?.honesty ?? "", /a slope, not a cause/);
  }
});

test("without causes one sentence says why, and a check is offered where it would find them", () => {
  const states: [NonNullable<SnapshotFacts["causes"]>, RegExp, boolean][] = [
    [{ kind: "off" }, /^Causes are off: .*\.$/, true],
    [{ kind: "onDemand" }, /^With 3 hidden units .*\.$/, true],
    [{ kind: "against" }, /one byte against another has none\.$/, false],
    [{ kind: "wider" }, /a selection or a neuron has none\.$/, false],
    [{ kind: "searching" }, /^Running the net/, false],
    [{ kind: "pending", version: 1, percent: 42.9 }, /^Reading the file: 42 %/, false],
    [{ kind: "failed", sentence: "It failed." }, /^It failed/, true],
  ];
  for (const [state, words, isOffered] of states) {
    const { causes } = snapshotOf({ ...facts, causes: state });
    assert.equal(causes?.found, null);
    assert.match(causes?.sentence ?? "", words);
    assert.equal(causes?.isSearching, state.kind === "searching");
    const actions = causes?.buttons.map(({ action }) => action) ?? [];
    assert.equal(actions[0] === "causalCheck", isOffered);
    assert.deepEqual(actions.slice(-5), [
      "whatIf",
      "changeNeuron",
      "showPaths",
      "measureFaithfulness",
      "toggleCauses",
    ]);
  }
});

test("the net is named at the head, and only its methods are offered; the settings stay as they are", () => {
  assert.deepEqual(snapshotOf(facts).net, {
    model: "m.bin",
    name: "Elman 3",
    prefix: "h",
    methods: ["gradient", "gated", "integrated", "occlusion"],
    standIn: "",
  });
  const lstm = lstmNet(2, 3);
  const phase = { kind: "ready", model: { ...model, net: lstm }, diskNote: null } as const;
  const answer = {
    kind: "outside",
    version: 1,
    sentence: "Not in this model's alphabet.",
  } as const;
  const { controls, net: part, subject } = snapshotOf({ ...facts, phase, answer });
  assert.equal(subject, null);
  assert.deepEqual(part, {
    model: "m.bin",
    name: "LSTM 2 x 3, 65 characters",
    prefix: "h2.",
    methods: ["gated", "integrated", "occlusion"],
    standIn: "Traced by gated: the method gradient is for one-layer Elman nets.",
  });
  assert.deepEqual([controls.method, settings.method], ["gated", "gradient"]);
  const occlusion = { ...settings, method: "occlusion" } as const;
  const chosen = snapshotOf({ ...facts, phase, answer, settings: occlusion });
  assert.deepEqual([chosen.net?.standIn, chosen.controls.method], ["", "occlusion"]);
  assert.equal(snapshotOf({ ...facts, phase: { kind: "starting" } }).net, null);
});

test("neurons have their names, and an LSTM's cells are listed", () => {
  const cell = { neuron: 1, layer: 1, gradient: 0.5, share: 0.25, activation: -2 };
  const own = exampleTrace(undefined, undefined, { net: lstmNet(2, 3) });
  const answer = { ...own, trace: { ...own.trace, cells: [cell] } };
  const { trace, subject } = snapshotOf({ ...facts, answer });
  assert.deepEqual(
    trace?.neurons.map(({ name }) => name),
    ["h2.0", "h2.1", "h2.2"],
  );
  assert.deepEqual(trace?.cells, [{ name: "c1.1", ...cell }]);
  assert.equal(subject?.facts[2]?.value, "1 of 65");
  assert.deepEqual(snapshotOf(facts).trace?.cells, []);
});
