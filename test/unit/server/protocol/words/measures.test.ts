// The pages of the measures: their sentences say what the numbers are, tables are aligned, lines fit beside an editor, a
// failed check is told with what to do next.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RANKED, type Ranked } from "../../../../../server/protocol/vocabulary/faithfulness";
import { namesOf } from "../../../../../server/protocol/vocabulary/terms";
import { CHECKS } from "../../../../../server/protocol/vocabulary/verification";
import type {
  FaithfulnessJson,
  VerificationJson,
} from "../../../../../server/protocol/wire/measures";
import {
  faithfulnessText,
  orderSentence,
  setsSentence,
} from "../../../../../server/protocol/words/faithfulness";
import { PLAIN } from "../../../../../server/protocol/words/plainPage";
import {
  verificationSentence,
  verificationText,
} from "../../../../../server/protocol/words/verification";

const each = <T>(value: (name: Ranked) => T) =>
  Object.fromEntries(RANKED.map((name) => [name, value(name)])) as Record<Ranked, T>;
const SPEARMAN = { gradient: 0.241, gated: 0.336, integrated: 0.994, occlusion: 1 };
const LOST = { gradient: 9.16, gated: 9.97, integrated: 9.18, occlusion: 9.49, recency: 5.63 };

function found(spearman: Partial<Record<Ranked, number>> = SPEARMAN): FaithfulnessJson {
  return {
    sample: 121,
    depth: 30,
    seed: 1,
    positions: { from: 60, step: 8, count: 121, outside: 0 },
    sizes: [1, 2, 3, 5, 8, 12, 16],
    methods: each((name) => ({
      spearman: spearman[name] ?? -0.005,
      topLagAgreement: 0.033,
      comprehensiveness: { absolute: 0.619, signed: 0.655 },
      sufficiency: { absolute: 0.842, signed: -0.832 },
    })),
    chance: {
      spearman: 0,
      topLagAgreement: 1 / 31,
      map: "gradient",
      shuffledWeights: { Wy: 0.02, Wh: 0.05, all: -0.009 },
    },
    sufficientSets: {
      meanSize: 5.96,
      meanLost: 0.359,
      sameSize: each((name) => (LOST as Partial<Record<Ranked, number>>)[name] ?? 10.4),
    },
  };
}

function verified(failed: readonly string[] = [], worst: number | null = 1e-9): VerificationJson {
  const checks = namesOf(CHECKS).map((check) => {
    const passed = !failed.includes(check);
    return { check, name: check, passed, worst, tolerance: 1e-5, samples: 336 };
  });
  return { passed: failed.length === 0, backend: "relaxed-simd", checks };
}

const subject = { text: "enwik\u202e.txt", model: "sat.bin", bytes: 1024 };
const page = faithfulnessText(found(), subject);

test("the sentences name the order that comes closest, and how the sufficient sets compare", () => {
  assert.match(
    orderSentence(found()),
    /^Of the two gradients, 'gated' .* \+0\.336, against \+0\.241 for 'gradient'/,
  );
  assert.match(
    orderSentence(found()),
    /Integrated gradients come closest \(\+0\.994\), as they should/,
  );
  assert.match(
    setsSentence(found()),
    /5\.96 of the 31 bytes .* 0\.359 bits\. .* 9\.16 bits at best \('gradient'\), the nearest bytes 5\.63 bits, .* 10\.4 bits\.$/,
  );
});

test("orders that are no better than by lot are called that; so are integrals that do not converge", () => {
  const sentence = orderSentence(found({ gradient: 0.02, gated: 0.03, integrated: 0.01 }));
  assert.match(
    sentence,
    /^Neither gradient .* \+0\.020 \(gradient\) and \+0\.030 \(gated\), by chance within 0\.0332 of 0/,
  );
  assert.match(sentence, /Integrated gradients have \+0\.010, although .* have not converged/);
});

test("a net without the paper's gradient has no word or row of it", () => {
  const { methods, sufficientSets, chance, ...rest } = found();
  const { gradient: _, ...others } = methods;
  const { gradient: __, ...sameSize } = sufficientSets.sameSize;
  const lstm = {
    ...rest,
    methods: others,
    chance: { ...chance, map: "gated" as const },
    sufficientSets: { ...sufficientSets, sameSize },
  };
  assert.match(
    orderSentence(lstm),
    /^The gated gradient's order of the past bytes has a rank correlation of \+0\.336 with that of occlusion \(by chance 0\)\. Integrated gradients come closest/,
  );
  assert.match(
    orderSentence({ ...lstm, methods: { ...others, gated: { ...others.gated, spearman: 0.01 } } }),
    /^The gated gradient does not order .* \+0\.010, by chance within 0\.0332 of 0\./,
  );
  assert.match(setsSentence(lstm), /9\.18 bits at best \('integrated'\)/);
  const text = faithfulnessText(lstm, subject);
  assert.doesNotMatch(text, /^gradient |'gradient'/m);
  assert.match(text, /^The gated gradient's map after shuffling weights$/m);
  assert.equal(text.match(/^gated /gm)?.length, 3);
});

test("positions whose next byte is outside the alphabet are counted apart", () => {
  const some = { ...found(), positions: { from: 60, step: 8, count: 100, outside: 21 } };
  assert.match(
    faithfulnessText(some, subject).replaceAll("\n", " "),
    /A sample: 121 of the 963 positions, every 8 bytes, from t = 60 to 1,020 of .*; seed 1\. At 21 of them the next byte is not in the model's alphabet; n = 100 are measured\./,
  );
});

test("the page begins with its title, the text and the model, whatever they are called", () => {
  assert.deepEqual(page.split("\n").slice(0, 3), [
    "How faithful the methods of attribution are",
    "enwik<U+202E>.txt (1,024 bytes), model sat.bin",
    "",
  ]);
});

test("the page states the sample, n and chance of every table, and every order's row", () => {
  assert.match(
    page,
    /A sample: 121 of the 963 positions, every 8 bytes, from t = 60 to 1,020 of a text of 1,024 bytes; lags 0 to 30/,
  );
  assert.equal(page.match(/^n = 121 positions.* by chance /gm)?.length, 4);
  for (const name of RANKED)
    assert.equal(page.match(new RegExp(`^${name} `, "gm"))?.length, 3, name);
  assert.match(page, /^by chance +0 +3\.23\u00a0%$/m);
});

test("every position of a short text is no sample", () => {
  const all = { ...found(), positions: { from: 8, step: 1, count: 9, outside: 0 }, depth: 4 };
  assert.match(
    faithfulnessText(all, { ...subject, bytes: 18 }),
    /^All 9 positions from t = 8 to 16 of a text of 18/m,
  );
});

test("tables fit an editor beside another, and numbers of a column end in one line", () => {
  const rows = page
    .split("\n")
    .filter((line) => /^(order|gradient|occlusion|recency) {2}/.test(line));
  assert.equal(rows.length, 12);
  for (const table of [rows.slice(0, 4), rows.slice(4, 8), rows.slice(8)])
    assert.equal(new Set(table.map((row) => row.length)).size, 1);
  const checks = verificationText(verified(), subject).split("\n");
  for (const line of [...rows, ...checks.filter((line) => / {2}(passed|result) {2}/.test(line))])
    assert.ok(line.length <= 45, line);
});

test("a terminal gets sentences broken to its width", () => {
  const narrow = { ...PLAIN, width: 60 };
  for (const text of [
    faithfulnessText(found(), subject, narrow),
    verificationText(verified(["edges"]), subject, narrow),
  ])
    for (const line of text.split("\n")) assert.ok(line.length <= 60, line);
});

test("a verification that passed says so; one that failed names the checks and what to do", () => {
  assert.match(verificationSentence(verified()), /^All 7 checks passed: /);
  const text = verificationText(verified(), subject);
  assert.match(text, /^adjoint +passed +1\.00e\u22129 +1\.00e\u22125 +336$/m);
  assert.match(text, /Kernels in use: relaxed-simd/);
  assert.ok(!text.includes("What to do next"));
  const failed = verificationText(verified(["gated", "edges"], null), subject);
  assert.match(
    failed,
    /^2 of 7 checks FAILED \(finite differences, gated; edge conservation\): do not rely/m,
  );
  assert.match(failed, /^edges +FAILED +none/m);
  assert.match(failed, /^What to do next\n1 .*--backend reference/ms);
});

test("a check without samples found nothing, which is not passing", () => {
  const { checks, ...rest } = verified();
  const none = {
    ...rest,
    checks: checks.map((c) => (c.check === "edges" ? { ...c, samples: 0 } : c)),
  };
  assert.match(verificationText(none, subject), /^edges +empty/m);
  assert.match(verificationSentence(none), /For 1 check the text was too short/);
});
