// Files that are far too large are refused by their size alone, unread. The test files are sparse and take no room on
// disk.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { textsOf } from "../../../../server/cli/inputs";
import type { Files } from "../../../../server/files";
import { nodeFiles } from "../../../../server/files.node";
import { referenceKernels } from "../../../../server/kernels/reference";
import { checkHead } from "../../../../server/nets/formats";
import { InputError } from "../../../../server/nets/inputError";
import { rawSize } from "../../../../server/nets/rawWeights";
import { MOST_NEURONS } from "../../../../server/protocol/vocabulary/rawSize";
import { LeftOutTally } from "../../../../server/protocol/words/trainedFiles";
import { loadModel } from "../../../../server/requests/modelFile";
import { Session } from "../../../../server/requests/session";
import { filesOf } from "../../../../server/requests/trainInput";

const GIGABYTE = 2 ** 30;
const folder = mkdtempSync(join(tmpdir(), "sizes-"));
after(() => rmSync(folder, { recursive: true }));

/** A file that starts with `head` and is filled with zeros. */
function large(name: string, head: string, bytes: number): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, head);
  truncateSync(path, bytes);
  return path;
}

/** The file system; `read` lists the files that were read whole. */
function watched(): { files: Files; read: string[] } {
  const files = nodeFiles();
  const read: string[] = [];
  return {
    read,
    files: {
      ...files,
      read: (path, check) =>
        files.read(path, (size) => {
          check?.(size);
          read.push(path);
        }),
    },
  };
}

/** The header length of a safetensors file and its first brace. */
const SAFETENSORS = "\u0010\0\0\0\0\0\0\0{";

for (const [name, head] of [
  ["large.bin", ""],
  ["large.safetensors", SAFETENSORS],
  ["safetensors.bin", SAFETENSORS],
] as const)
  test(`a model of more than a gigabyte is refused unread (${name})`, async () => {
    const { files, read } = watched();
    const path = large(name, head, GIGABYTE + 4);
    await assert.rejects(loadModel(files, { file: path }), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, /1,073,741,828 bytes.*expected at most [\d,]+/);
      return error.message.startsWith(`${path}: `);
    });
    assert.deepEqual(read, []);
  });

test("a checkpoint of the largest model is not too large", () => {
  const checkpoint = 4 * rawSize(MOST_NEURONS) + 2 ** 20;
  const head = new TextEncoder().encode(SAFETENSORS);
  assert.doesNotThrow(() => checkHead(head, checkpoint, "run.ckpt"));
  assert.throws(() => checkHead(head, GIGABYTE + 1, "run.ckpt"), InputError);
});

test("a folder's binary files may be of any size: only their first bytes are read", async () => {
  const { files, read } = watched();
  large("videos/film.mp4", "", 3 * GIGABYTE);
  large("videos/a.txt", "text", 4);
  large("videos/empty.txt", "", 0);
  const leftOut = new LeftOutTally();
  const texts = await textsOf(files, join(folder, "videos"), leftOut);
  assert.deepEqual(
    texts.map(({ name, bytes }) => [name, bytes.length]),
    [["a.txt", 4]],
  );
  assert.equal(read.length, 1);
  assert.deepEqual(leftOut.list, [
    { reason: "binary", files: 1, bytes: 3 * GIGABYTE, names: ["film.mp4"] },
    { reason: "empty", files: 1, bytes: 0, names: ["empty.txt"] },
  ]);
});

test("too much text is refused unread, with the file's name", async () => {
  const { files, read } = watched();
  const path = large("logs/long.log", "text".repeat(4000), 3 * GIGABYTE);
  await assert.rejects(
    textsOf(files, join(folder, "logs"), new LeftOutTally()),
    /no text files, left out 1 too large \(3,221,225,472 bytes: long\.log\); expected at least one/,
  );
  const session = new Session(files, referenceKernels);
  await assert.rejects(filesOf(session, { kind: "files", paths: [path] }), /more than 64 MiB/);
  assert.deepEqual(read, []);
});

test("readHead gives the first bytes of a file, fewer if it is shorter", async () => {
  const path = large("head.txt", "abcdef", 6);
  const head = async (bytes: number) =>
    Buffer.from(await nodeFiles().readHead(path, bytes)).toString();
  assert.equal(await head(4), "abcd");
  assert.equal(await head(100), "abcdef");
  await assert.rejects(nodeFiles().readHead(`${path}.none`, 1), /no such file/);
});
