// What the server says of the file on disk: nothing while there are unsaved edits, compared again after a save; the
// file's byte order mark counts in any case.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { attachRequest, compareWithDiskRequest } from "../../server/protocol/wire/messages";
import { initialWeights } from "../../server/training/initialise";
import { createRandom } from "../../server/training/random";
import { modelFile } from "./modelFile";
import { ask, type Server, startServer } from "./server";

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
  ask(server.connection, attachRequest, { uri, modelPath, dirty });
const compared = () => ask(server.connection, compareWithDiskRequest, { uri });

test("unsaved edits are not reported; after a save the file is compared with the disk", async () => {
  fs.writeFileSync(file, "saved\n");
  await server.open(uri, "edited\n");
  assert.equal((await attached(true)).diskNote, null);
  assert.equal((await attached(false)).diskNote, "other text");
  fs.writeFileSync(file, "edited\n");
  assert.deepEqual(await compared(), { diskNote: null });
  fs.writeFileSync(file, "edited\n", "utf16le");
  assert.deepEqual(await compared(), { diskNote: "UTF-16 LE" });
});

test("a mark added by a save is among the traced bytes", async () => {
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

interface Marked {
  readonly name: string;
  readonly disk: string;
  /** As the editor has it, without the mark that it keeps to itself. */
  readonly text: string;
  /** Unsaved edits, and whether the editor saves with a mark. */
  readonly dirty?: { readonly mark: boolean; readonly saved: string };
}

const marked: readonly Marked[] = [
  { name: "a file with a mark", disk: "\ufefftext", text: "text" },
  { name: "a file with two marks", disk: "\ufeff\ufefftext", text: "text" },
  { name: "two marks, one of them shown", disk: "\ufeff\ufefftext", text: "\ufefftext" },
  { name: "a file without, its text begins with U+FEFF", disk: "\ufefftext", text: "\ufefftext" },
  {
    name: "U+FEFF typed into a file without a mark",
    disk: "text",
    text: "\ufefftext",
    dirty: { mark: false, saved: "\ufefftext" },
  },
  {
    name: "U+FEFF saved there, and an edit after it",
    disk: "\ufefftext",
    text: "\ufeffmore text",
    dirty: { mark: false, saved: "\ufeffmore text" },
  },
  {
    name: "U+FEFF saved there, and deleted by an edit",
    disk: "\ufefftext",
    text: "text",
    dirty: { mark: false, saved: "text" },
  },
  {
    name: "U+FEFF typed into a file with a mark",
    disk: "\ufefftext",
    text: "\ufefftext",
    dirty: { mark: true, saved: "\ufeff\ufefftext" },
  },
  {
    name: "an edit of a file with two marks",
    disk: "\ufeff\ufefftext",
    text: "more text",
    dirty: { mark: true, saved: "\ufeff\ufeffmore text" },
  },
];

async function traced(uri: string) {
  const result = await server.trace({ uri, place: { kind: "caret", line: 0, character: 3 } });
  assert.ok(result.kind === "trace");
  return result.trace.text;
}

const textOf = (saved: string) => ({
  bytes: Buffer.byteLength(saved),
  sha256: createHash("sha256").update(saved).digest("hex"),
});

for (const [i, { name, disk, text, dirty }] of marked.entries())
  test(`the traced bytes are those of the file: ${name}`, async () => {
    const at = path.join(folder, `marked${i}.txt`);
    const uri = pathToFileURL(at).href;
    fs.writeFileSync(at, disk);
    await server.open(uri, text);
    const asked = { uri, modelPath, dirty: dirty !== undefined, mark: dirty?.mark ?? true };
    assert.equal((await ask(server.connection, attachRequest, asked)).diskNote, null);
    const saved = dirty?.saved ?? disk;
    assert.deepEqual(await traced(uri), textOf(saved));
    // Saved, then attached again with edits: what was learnt from the file stays.
    fs.writeFileSync(at, saved);
    assert.deepEqual(await ask(server.connection, compareWithDiskRequest, { uri }), {
      diskNote: null,
    });
    assert.deepEqual(await traced(uri), textOf(saved));
    await ask(server.connection, attachRequest, { uri, modelPath, dirty: true });
    assert.deepEqual(await traced(uri), textOf(saved));
    await server.close(uri);
  });

test("an untitled text that begins with U+FEFF has its three bytes once", async () => {
  const uri = "untitled:marked";
  await server.open(uri, "\ufefftext");
  await server.attach(uri, modelPath);
  assert.deepEqual(await traced(uri), textOf("\ufefftext"));
});

test("a text that is not open is refused with a sentence", async () => {
  const asked = ask(server.connection, compareWithDiskRequest, { uri: "untitled:none" });
  await assert.rejects(asked, /untitled:none: not an open document/);
});
