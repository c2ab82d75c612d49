// Training on a corpus: what is held out, the same bits for any team size and from any checkpoint, early stopping,
// divergence. test/property/corpusThreads.test.ts tests real threads.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Kernels } from "../../../../../server/kernels/interface";
import { referenceKernels } from "../../../../../server/kernels/reference";
import { selectKernels, selectTraining } from "../../../../../server/kernels/select";
import { tensorNames } from "../../../../../server/kernels/training";
import { referenceTraining } from "../../../../../server/kernels/trainingReference";
import { InputError } from "../../../../../server/nets/inputError";
import { readCheckpoint, writeCheckpoint } from "../../../../../server/training/corpus/checkpoint";
import { type CorpusFile, corpusOf, holdOut } from "../../../../../server/training/corpus/corpus";
import { type CorpusRecipe, corpusRecipeFor } from "../../../../../server/training/corpus/recipe";
import { type CorpusBackends, CorpusRun } from "../../../../../server/training/corpus/run";
import { type CorpusSnapshot, freshSnapshot } from "../../../../../server/training/corpus/snapshot";
import { createTeam, Member, TeamBroken } from "../../../../../server/training/corpus/team";
import { emptyWeights, initialWeights } from "../../../../../server/training/initialise";
import { bitsPerByte, Evaluation } from "../../../../../server/training/passes";
import { createRandom } from "../../../../../server/training/random";

const H = 8;
const shared = (bytes: number) => new SharedArrayBuffer(bytes);
const backends: CorpusBackends = { training: selectTraining(), evaluation: referenceKernels };
const file = (name: string, text: string): CorpusFile => ({
  name,
  bytes: new TextEncoder().encode(text),
});
const verses = Array.from({ length: 12 }, (_, i) =>
  file(`verse ${i}`, `verse ${i}: one byte at a time, and the state goes on. `.repeat(6)),
);
const { training, heldOut } = holdOut(verses, 0.2, 1);
const corpus = corpusOf(training, heldOut, 1);
const recipe: CorpusRecipe = {
  ...corpusRecipeFor(corpus.text.length, H),
  streams: 3,
  length: 11,
  updates: 40,
  judgeEvery: 15,
};
const start = freshSnapshot(
  initialWeights(H, createRandom(1), recipe.scales),
  recipe.groups * recipe.streams,
);

/** The snapshots of all members of a team that run in turn, one pause at a time. */
function worked(
  threads: number,
  from: CorpusSnapshot = start,
  until = Number.POSITIVE_INFINITY,
  how: CorpusRecipe = recipe,
  by = backends,
): CorpusSnapshot[] {
  const row = by.training.rowLength(H);
  const team = createTeam(how, H, row, corpus.starts.length - 1, threads, shared);
  const runs = Array.from(
    { length: threads },
    (_, i) => new CorpusRun(corpus, how, 0, by, new Member(team, i), from),
  );
  const going = new Set(runs.map((run) => run.work(until)));
  while (going.size > 0) for (const work of going) if (work.next().done) going.delete(work);
  return runs.map((run) => run.snapshot());
}

test("whole files of about the wanted share are held out, and the end of a file too large for that", () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 30 });
  const share = fc.double({ min: 0.01, max: 0.5, noNaN: true });
  fc.assert(
    fc.property(lengths, share, fc.nat(), (sizes, wanted, seed) => {
      const files = sizes.map((size, i) => ({ name: `${i}`, bytes: new Uint8Array(size).fill(i) }));
      const split = holdOut(files, wanted, seed);
      const total = (list: readonly CorpusFile[]) => list.reduce((n, f) => n + f.bytes.length, 0);
      assert.equal(total(split.training) + total(split.heldOut), total(files));
      const most = Math.max(...sizes);
      const off = Math.abs(total(split.heldOut) - wanted * total(files));
      assert.ok(off <= most / 2 + sizes.length, `${off} bytes off`);
      assert.deepEqual(
        holdOut([...files].reverse(), wanted, seed).heldOut.length,
        split.heldOut.length,
      );
    }),
  );
});

test("a corpus with nothing to learn from, or nothing to judge by, is refused", () => {
  const made = (learnt: string[], judged: string[], name?: string) => () => {
    const files = (texts: string[]) => texts.map((text, i) => file(`${i}.txt`, text));
    corpusOf(files(learnt), files(judged), 1, name);
  };
  const expected = "expected at least 2 bytes of each";
  for (const [refused, message] of [
    [made([""], [""]), `0.txt: no bytes to train on and none held out; ${expected}`],
    [made(["x"], ["abc"]), `0.txt: 1 byte to train on and 3 held out; ${expected}`],
    [made(["x", "y"], ["z"]), `0.txt and others: 2 bytes to train on and 1 held out; ${expected}`],
    [made(["xy"], [], "notes"), `notes: 2 bytes to train on and none held out; ${expected}`],
  ] as const)
    assert.throws(refused, { name: "InputError", message });
});

test("a team of any size gives the same bits in every member", () => {
  const [alone] = worked(1);
  assert.equal(alone.judgements.length, 3);
  for (const threads of [2, 3, 4])
    for (const snapshot of worked(threads)) assert.deepEqual(snapshot, alone);
});

test("a step's gradient equals that of all its streams in one chunk", () => {
  const by = { training: referenceTraining, evaluation: referenceKernels };
  const one = { ...recipe, updates: 1, warmup: 0, clip: 1e9 };
  const [grouped] = worked(1, start, 1, one, by);
  const [together] = worked(1, start, 1, { ...one, groups: 1, streams: 12 }, by);
  // After one step, Adam's first moment is the gradient times 1 - beta1; groups are kept in float32.
  for (const name of tensorNames) {
    const [a, b] = [grouped.parameters.mean[name], together.parameters.mean[name]];
    a.forEach((value, i) => {
      assert.ok(Math.abs(value - b[i]) <= 1e-6, `${name}[${i}]: ${value} and ${b[i]}`);
    });
  }
});

test("the reported figure is that of the held-out files, each from a zero state; the best is kept", () => {
  const [{ best, bestBitsPerByte, judgements }] = worked(1);
  let nats = 0;
  for (const { bytes } of heldOut)
    nats += bitsPerByte(referenceKernels, best, bytes) * (bytes.length - 1);
  const predictions = heldOut.reduce((sum, { bytes }) => sum + bytes.length - 1, 0);
  assert.ok(Math.abs(nats / predictions - bestBitsPerByte) < 1e-12);
  assert.equal(bestBitsPerByte, Math.min(...judgements.map((one) => one.heldOutBitsPerByte)));
});

test("a judgement binds the model once per thread for any number of files; each file's bits are its own", () => {
  assert.ok(heldOut.length > 1);
  const evaluation = selectKernels();
  let bound = 0;
  const bind: Kernels["bind"] = (weights, capacity) => {
    bound++;
    return evaluation.bind(weights, capacity);
  };
  const by = { ...backends, evaluation: { backend: evaluation.backend, bind } };
  const [{ best, bestBitsPerByte, judgements }] = worked(1, start, 40, recipe, by);
  assert.equal(bound, judgements.length);
  const nats = heldOut.map(({ bytes }) => {
    const judged = new Evaluation(evaluation, best, bytes);
    while (!judged.finished) judged.advance();
    return judged.nats;
  });
  const predictions = heldOut.reduce((sum, { bytes }) => sum + bytes.length - 1, 0);
  assert.equal(bestBitsPerByte, nats.reduce((sum, n) => sum + n, 0) / Math.LN2 / predictions);
});

test("a run resumed from any checkpoint gives the same bits as an uninterrupted one", () => {
  const [whole] = worked(1);
  for (const until of [1, 14, 15, 16, 39]) {
    const bytes = writeCheckpoint(worked(2, start, until)[0], "this run");
    const read = readCheckpoint(bytes, "a.checkpoint", "this run", H, recipe);
    assert.deepEqual(worked(3, read)[2], whole);
    assert.throws(
      () => readCheckpoint(bytes, "a.checkpoint", "another", H, recipe),
      (error) => error instanceof InputError && /^a\.checkpoint: .*another/.test(error.message),
    );
    assert.throws(
      () => readCheckpoint(bytes.subarray(0, -9), "a.checkpoint", "this run", H, recipe),
      InputError,
    );
  }
});

test("without a better judgement for a while the run ends early, with the best it had", () => {
  const stuck = { ...recipe, rate: 1e-30, updates: 400, judgeEvery: 5, patience: 3 };
  const [{ counters, bestBitsPerByte, judgements }] = worked(2, start, 400, stuck);
  assert.equal(counters.update, 20);
  assert.equal(bestBitsPerByte, judgements[0].heldOutBitsPerByte);
});

test("after a divergence every member returns to finite weights and a lower rate", () => {
  const nan = { ...start, parameters: { ...start.parameters, weights: emptyWeights(H) } };
  nan.parameters.weights.Wh.fill(Number.NaN);
  const [first, second] = worked(2, nan);
  assert.deepEqual(first, second);
  assert.equal(first.counters.divergences, 1);
  assert.ok(first.best.Wh.every(Number.isFinite) && first.bestBitsPerByte < 9);
});

test("a member that starts twice breaks the team instead of waiting forever", () => {
  const row = backends.training.rowLength(H);
  const team = createTeam(recipe, H, row, corpus.starts.length - 1, 2, shared);
  const run = (index: number) =>
    new CorpusRun(corpus, recipe, 0, backends, new Member(team, index), start).work(5);
  const [first, second] = [run(0), run(1)];
  for (let i = 0; i < 8; i++) [first, second].forEach((work) => void work.next());
  const replaced = run(1);
  assert.throws(() => [...first], TeamBroken);
  assert.throws(() => [...replaced], TeamBroken);
});
