// A comparison with the paper's model that is cancelled is answered at once, also while its thread hears nothing.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { CancellationTokenSource, LSPErrorCodes } from "vscode-languageserver-protocol";
import { nodeFiles } from "../../../../server/files.node";
import { ThreadPool } from "../../../../server/jobs/threads.node";
import { selectKernels } from "../../../../server/kernels/select";
import { PaperComparisons } from "../../../../server/requests/paperComparisons";
import { Session } from "../../../../server/requests/session";
import { netFile } from "../../../tools/nets";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-comparisons-"));
after(() => fs.rmSync(folder, { recursive: true }));

test("a cancelled comparison does not wait for a thread that hears nothing", async () => {
  const script = path.join(folder, "deaf.js");
  fs.writeFileSync(script, "for (;;);\n");
  const token = new CancellationTokenSource();
  // The pool itself would never end such a thread.
  const threads = () => {
    setImmediate(() => token.cancel());
    return new ThreadPool({ script, size: 1, patience: 2 ** 31 - 1 });
  };
  const comparisons = new PaperComparisons(new Session(nodeFiles(), selectKernels()), threads);
  const source = { kind: "document", uri: "untitled:a", text: "some text" } as const;
  const params = { modelPath: netFile("plain.safetensors"), source };
  const answer = await comparisons.compare(params, token.token);
  assert.ok("code" in answer);
  assert.equal(answer.code, LSPErrorCodes.RequestCancelled);
});
