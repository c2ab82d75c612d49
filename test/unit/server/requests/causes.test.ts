// A search for causes that is stopped, wherever it is, and which workspaces it leaves. test/protocol/causes.test.ts checks
// what it returns.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../../../server/attribution/backward";
import type { WindowRuns } from "../../../../server/attribution/causes/window";
import { nodeFiles } from "../../../../server/files.node";
import type { Kernels } from "../../../../server/kernels/interface";
import { referenceKernels } from "../../../../server/kernels/reference";
import { selectKernels } from "../../../../server/kernels/select";
import { readModel, writeModel } from "../../../../server/nets/formats";
import type { CausesProgress } from "../../../../server/protocol/wire/causes";
import { causes } from "../../../../server/requests/causes";
import { Session } from "../../../../server/requests/session";
import { randomWeights } from "../../../property/kernelsModels";

const uri = "untitled:text";
const DEPTH = 5;
const settings = {
  depth: DEPTH,
  method: "gradient",
  objective: "logprob",
  target: "true",
  threshold: null,
} as const;

function sessionOf(text: string, backend = selectKernels(), H = 8) {
  /** The windows of the workspaces that were made. */
  const bound: number[] = [];
  const kernels: Kernels = {
    backend: backend.backend,
    bind: (weights, capacity) => {
      bound.push(capacity.window);
      return backend.bind(weights, capacity);
    },
  };
  const session = new Session(nodeFiles(), kernels);
  session.open(uri, 1, text);
  const model = readModel(writeModel(randomWeights(H, 1), "m.bin"), "m.bin");
  const named = { ...model, name: "random.bin", sha256: "1" };
  const binding = session.bind(session.document(uri)!, named, () => {});
  bound.length = 0;
  return { session, binding, bound };
}

test("a search leaves its trace's workspace to the next, wherever it is stopped", async () => {
  const { session, bound } = sessionOf("some text ".repeat(4));
  const place = { kind: "character", line: 0, character: 20 } as const;
  const ask = (looks: number) => {
    let left = looks;
    return causes(
      session,
      { uri, version: 1, place, settings },
      {
        get isCancellationRequested() {
          return left-- <= 0;
        },
      },
      () => {},
    );
  };
  let stopped = 0;
  let answer = await ask(stopped);
  while (!("kind" in answer)) answer = await ask(++stopped);
  assert.equal(answer.kind, "causes");
  assert.ok(stopped > 20, `stopped in ${stopped} places only`);
  assert.deepEqual(bound, [DEPTH + 1]);
});

test("a long search tells how much is done, under the number it was asked with", async () => {
  // On the reference it takes more than a second on any machine.
  const { session } = sessionOf("some text ".repeat(8), referenceKernels, 128);
  const place = { kind: "character", line: 0, character: 70 } as const;
  const params = { uri, version: 1, place, settings: { ...settings, depth: 50 } };
  const never = { isCancellationRequested: false };
  const told: CausesProgress[] = [];
  const tell = (progress: CausesProgress) => void told.push(progress);
  await causes(session, params, never, tell);
  assert.deepEqual(told, [], "not asked for");
  await causes(session, { ...params, search: 7 }, never, tell);
  assert.ok(told.length > 1);
  assert.ok(told.every(({ search, fraction }) => search === 7 && 0 <= fraction && fraction <= 1));
  const fractions = told.map(({ fraction }) => fraction);
  assert.deepEqual(
    fractions,
    [...fractions].sort((a, b) => a - b),
  );
});

test("of two workspaces for runs the deeper is kept, whichever is handed back last", () => {
  for (const [outer, inner] of [
    [4, 9],
    [9, 4],
  ]) {
    const { binding } = sessionOf("some text");
    let [first, second]: (WindowRuns | undefined)[] = [];
    const nested = binding.withRuns(outer, function* (one) {
      first = one;
      return yield* binding.withRuns(inner, function* (other) {
        second = other;
        yield;
      });
    });
    finished(nested);
    assert.ok(first && second && first !== second);
    const next = finished(
      binding.withRuns(9, function* (runs) {
        yield;
        return runs;
      }),
    );
    assert.equal(next, outer === 9 ? first : second);
  }
});
