// The skip patterns that the server keeps of a document: what an analysis leaves of them, of which version and by which
// question, and what is said where they cannot be found. test/protocol/patterns.test.ts checks the answers themselves.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { nodeFiles } from "../../../../server/files.node";
import { patternsData } from "../../../../server/jobs/patternsJob";
import type { Pool } from "../../../../server/jobs/pool";
import { ThreadPool } from "../../../../server/jobs/threads.node";
import { selectKernels } from "../../../../server/kernels/select";
import { readModel, writeModel } from "../../../../server/nets/formats";
import { layer } from "../../../../server/requests/layer";
import { keepPatterns, patternAt, patternsNow, USUAL } from "../../../../server/requests/patterns";
import { Session } from "../../../../server/requests/session";
import { randomWeights } from "../../../property/kernelsModels";
import { until } from "../../../tools/states";

const uri = "untitled:text";
const TEXT = "the cat sat on the mat. ".repeat(4);
const start = { line: 0, character: 0 };
const never = { isCancellationRequested: false };

function bound(pool?: Pool) {
  const session = new Session(nodeFiles(), selectKernels(), pool);
  session.open(uri, 1, TEXT);
  const model = readModel(writeModel(randomWeights(8, 1), "m.bin"), "m.bin");
  const named = { ...model, name: "random.bin", sha256: "1" };
  const binding = session.bind(session.document(uri)!, named, () => {});
  const now = () => patternsNow(session, binding);
  const found = async () => {
    await until(
      () => !("kind" in now() && (now() as { kind: string }).kind === "pending"),
      "pending",
    );
    return now();
  };
  const edit = (version: number) =>
    session.change(uri, version, [{ range: { start, end: start }, text: "z" }]);
  return { session, binding, now, found, edit };
}

type Bound = ReturnType<typeof bound>;

/** As if an analysis of the text as it was at a version had ended. */
function keep({ binding }: Bound, version: number, levels: number): void {
  const question = { ...USUAL, levels };
  const data = patternsData(new TextEncoder().encode(TEXT), question);
  const offsets = Array.from({ length: levels }, (_, i) => i + 1);
  keepPatterns(binding, version, data, offsets);
}

test("an analysis does not replace what is known of a newer version, unless it asked otherwise", async () => {
  const own = bound();
  keep(own, 1, 3);
  assert.deepEqual((own.now() as { offsets: readonly number[] }).offsets, [1, 2, 3]);
  own.edit(2);
  const known = await own.found();
  assert.equal(known.version, 2);
  keep(own, 1, 3);
  assert.equal(own.now(), known);
  keep(own, 1, 4);
  assert.deepEqual(own.now(), { kind: "pending", version: 2, percent: 0 });
  assert.equal(((await own.found()) as { offsets: readonly number[] }).offsets.length, 4);
});

test("what is being found by another question is not kept", async () => {
  const own = bound();
  own.edit(2);
  assert.equal((own.now() as { kind: string }).kind, "pending");
  keep(own, 1, 2);
  assert.equal(((await own.found()) as { offsets: readonly number[] }).offsets.length, 2);
});

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-patterns-"));
const script = path.join(folder, "failing.js");
/** A thread on which every part fails, as without memory. */
fs.writeFileSync(
  script,
  `const { parentPort } = require("node:worker_threads");
parentPort.on("message", ({ type }) => {
  if (type === "part")
    parentPort.postMessage({ type: "failed", error: new RangeError("no memory is left") });
});`,
);
const failing = new ThreadPool({ script, size: 1 });
after(() => failing.dispose());

test("a text whose patterns cannot be found is not pending for ever", async () => {
  const own = bound(failing);
  const { session } = own;
  const sentence = "Skip patterns could not be found: no memory is left";
  assert.deepEqual(await own.found(), { kind: "noPattern", version: 1, sentence });
  const range = { start, end: { line: 0, character: 20 } };
  const asked = { uri, version: 1, layer: "skipPatternDepth", depth: 5, ...range } as const;
  assert.match(
    String(await layer(session, asked, never)),
    /text: Skip patterns could not be found/,
  );
  keep(own, 1, 8);
  own.edit(2);
  const place = { kind: "byte", byte: 60 } as const;
  const first = await patternAt(session, { uri, version: 2, place }, never);
  assert.equal((first as { kind: string }).kind, "pending");
  await own.found();
  const answer = await patternAt(session, { uri, version: 2, place }, never);
  assert.deepEqual(answer, { kind: "noPattern", version: 2, sentence });
});
