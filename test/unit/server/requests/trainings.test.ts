// A training that is cancelled while its text is still on its way: answered at once, and its turn is free for the next.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CancellationTokenSource, ResponseError } from "vscode-languageserver-protocol";
import { nodeFiles } from "../../../../server/files.node";
import { selectKernels } from "../../../../server/kernels/select";
import { Session } from "../../../../server/requests/session";
import { Trainings } from "../../../../server/requests/train";

test("cancelled while its files are read, a training does not wait for them", async () => {
  const never = new Promise<never>(() => {});
  const files = { ...nodeFiles(), stat: async () => undefined, read: () => never };
  const session = new Session(files, selectKernels());
  const trainings = new Trainings(session, () => assert.fail("no thread is needed"));
  const ask = (heldOutPercent?: number) => {
    const token = new CancellationTokenSource();
    const params = {
      jobId: "1",
      source: { kind: "files", paths: ["/slow"] },
      textName: "slow",
      choices: heldOutPercent === undefined ? {} : { heldOutPercent },
      outputPath: "/out.safetensors",
    } as const;
    return { token, answer: trainings.train(params, token.token, () => {}) };
  };
  // More than run at once, so that each gives its turn back.
  for (let i = 0; i < 6; i++) {
    const { token, answer } = ask(i % 2 === 0 ? undefined : 10);
    token.cancel();
    const found = await answer;
    assert.ok(!(found instanceof ResponseError), String(found));
    assert.deepEqual([found.cancelled, found.kept, found.bytes], [true, false, 0]);
  }
});
