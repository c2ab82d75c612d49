// What the server says of the file on disk: nothing while there are unsaved edits, compared again after a save, the
// byte order mark of the file in any case.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { attachRequest, compareWithDiskRequest } from "../../server/protocol/messages";
import { initialWeights } from "../../server/training/initialise";
import { createRandom } from "../../server/training/random";
import { modelFile } from "./modelFile";
import { type Server, startServer } from "./server";

const scales = { recurrent: 0.9, input: 0.7, output: 0.5 };
const modelPath = modelFile(initialWeights(8, createRandom(1), scales));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-"));
const file = path.join(folder, "text.txt");
const uri = pathToFileURL(file).href;

let server: Server;
before(async () => {
  server = await startServer();
});
after(() => {
  server.stop();
  fs.rmSync(folder, { recursive: true });
});

const attached = (dirty: boolean) =>
  server.connection.sendRequest(attachRequest, { uri, modelPath, dirty });
const compared = () => server.connection.sendRequest(compareWithDiskRequest, { uri });

test("unsaved edits are no news; what is on disk after a save is compared", async () => {
  fs.writeFileSync(file, "saved\n");
  await server.open(uri, "edited\n");
  assert.equal((await attached(true)).diskNote, null);
  assert.equal((await attached(false)).diskNote, "other text");
  fs.writeFileSync(file, "edited\n");
  assert.deepEqual(await compared(), { diskNote: null });
  fs.writeFileSync(file, "edited\n", "utf16le");
  assert.deepEqual(await compared(), { diskNote: "UTF-16 LE" });
});

test("a mark that a save has added is in the bytes that are traced", async () => {
  const length = async () => {
    const place = { kind: "caret", line: 0, character: 3 } as const;
    const result = await server.trace({ uri, place });
    return result.kind === "trace" ? result.trace.text.bytes : undefined;
  };
  fs.writeFileSync(file, "edited\n");
  await compared();
  await server.status((status) => status.uri === uri && status.percent === 100);
  assert.equal(await length(), 7);
  fs.writeFileSync(file, "\ufeffedited\n");
  assert.deepEqual(await compared(), { diskNote: null });
  assert.equal(await length(), 10);
});

test("a text that is not open is refused with a sentence", async () => {
  const asked = server.connection.sendRequest(compareWithDiskRequest, { uri: "untitled:none" });
  await assert.rejects(asked, /untitled:none: not an open document/);
});
