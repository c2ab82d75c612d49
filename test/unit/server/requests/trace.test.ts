// Traces that pause, and which workspaces they use. test/protocol/trace.test.ts checks what they return.
import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeFiles } from "../../../../server/files.node";
import type { Kernels } from "../../../../server/kernels/interface";
import { referenceKernels } from "../../../../server/kernels/reference";
import { readModel, writeModel } from "../../../../server/nets/formats";
import { byteCounts, meanEmbedding } from "../../../../server/nets/weights";
import { Session } from "../../../../server/requests/session";
import { trace } from "../../../../server/requests/trace";
import { randomWeights } from "../../../property/kernelsModels";

const uri = "untitled:text";
const DEPTH = 100;

function sessionOf(text: string): { session: Session; bound: number[] } {
  /** The windows of the workspaces that were made. */
  const bound: number[] = [];
  const kernels: Kernels = {
    backend: "reference",
    bind: (weights, capacity) => {
      bound.push(capacity.window);
      return referenceKernels.bind(weights, capacity);
    },
  };
  const session = new Session(nodeFiles(), kernels);
  session.open(uri, 1, text);
  const model = readModel(writeModel(randomWeights(24, 1), "m.bin"), "m.bin");
  session.bind(session.document(uri)!, { ...model, name: "random.bin", sha256: "1" }, () => {});
  bound.length = 0;
  return { session, bound };
}

const ask = async (session: Session, cancelled = () => false) => {
  const answer = await trace(
    session,
    {
      uri,
      version: 1,
      place: { kind: "character", line: 0, character: 120 },
      settings: {
        depth: DEPTH,
        method: "occlusion",
        objective: "logprob",
        target: "true",
        threshold: null,
      },
    },
    {
      get isCancellationRequested() {
        return cancelled();
      },
    },
  );
  return "kind" in answer && answer.kind === "trace" ? answer.trace.offsets : undefined;
};

test("successive traces use the same workspace, and a cancelled one leaves it usable", async () => {
  const { session, bound } = sessionOf("some text ".repeat(20));
  const first = await ask(session);
  assert.ok(first);
  assert.deepEqual(bound, [DEPTH + 1]);
  let looks = 0;
  assert.equal(await ask(session, () => ++looks > 4), undefined);
  assert.deepEqual(await ask(session), first);
  assert.deepEqual(bound, [DEPTH + 1]);
});

test("two concurrent traces have a workspace each, and one of the two is kept", async () => {
  const { session, bound } = sessionOf("some text ".repeat(20));
  const [a, b] = await Promise.all([ask(session), ask(session)]);
  assert.deepEqual(a, b);
  assert.equal(bound.length, 2);
  assert.deepEqual(await ask(session), a);
  assert.equal(bound.length, 2);
});

test("the mean embedding of a long text is computed with pauses, once for the same bytes", () => {
  const { session } = sessionOf("some text ".repeat(2 ** 17));
  const binding = session.binding(uri)!;
  const pauses = () => {
    const work = binding.meanEmbedding();
    let count = 0;
    for (; ; count++) {
      const step = work.next();
      if (step.done) return { count, v0: step.value };
    }
  };
  const { count, v0 } = pauses();
  assert.ok(count >= 20);
  const text = Buffer.from("some text ");
  assert.deepEqual(v0, meanEmbedding(binding.model.weights, byteCounts(text)));
  assert.equal(pauses().count, 0);
  session.change(uri, 2, [{ text: "aa" }]);
  assert.deepEqual(pauses().v0, meanEmbedding(binding.model.weights, byteCounts(Buffer.from("a"))));
});

test("a long trace with a tracing threshold notices a cancellation, even with a small model", async () => {
  const session = new Session(nodeFiles(), referenceKernels);
  session.open(uri, 1, "some text ".repeat(150));
  const model = readModel(writeModel(randomWeights(128, 1), "m.bin"), "m.bin");
  session.bind(session.document(uri)!, { ...model, name: "random.bin", sha256: "1" }, () => {});
  const sparsely = (token: { readonly isCancellationRequested: boolean }) =>
    trace(
      session,
      {
        uri,
        version: 1,
        place: { kind: "character", line: 0, character: 1400 },
        settings: {
          depth: 1000,
          method: "gradient",
          objective: "logprob",
          target: "true",
          threshold: { rule: "nucleus", value: 0.9, scope: "tracing" },
        },
      },
      token,
    );
  let looks = 0;
  const token = (most: number) => ({
    get isCancellationRequested() {
      return ++looks > most;
    },
  });
  const whole = await sparsely(token(Number.POSITIVE_INFINITY));
  assert.ok("kind" in whole && whole.kind === "trace");
  assert.ok(looks > 1000, `${looks} looks`);
  // A workspace exists by now, so nothing else pauses.
  looks = 0;
  const answer = await sparsely(token(500));
  assert.ok("code" in answer, "the trace came to its end");
});
