// Files that are written and read in pieces: a file is there only when it is whole, and is read as it was written.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { nodeFiles } from "../../../../server/files.node";

const folder = mkdtempSync(join(tmpdir(), "pieces-"));
after(() => rmSync(folder, { recursive: true }));
const files = nodeFiles();

test("a file has its name only when it is finished, and holds all pieces in order", async () => {
  const path = join(folder, "whole");
  await files.writeAtomic(path, Uint8Array.of(9));
  const writing = await files.startAtomic(path);
  const shared = new Uint8Array(new SharedArrayBuffer(3));
  shared.set([3, 4, 5]);
  await writing.write(Uint8Array.of(1, 2));
  await writing.write(new Uint8Array(0));
  await writing.write(shared.subarray(1));
  assert.deepEqual([...readFileSync(path)], [9]);
  await writing.finish();
  await writing.discard();
  assert.deepEqual([...readFileSync(path)], [1, 2, 4, 5]);
  assert.deepEqual(readdirSync(folder), ["whole"]);
});

test("what is discarded leaves the old file and nothing else", async () => {
  const inside = join(folder, "discarded");
  mkdirSync(inside);
  const path = join(inside, "old");
  await files.writeAtomic(path, Uint8Array.of(7));
  const writing = await files.startAtomic(path);
  await writing.write(new Uint8Array(100));
  await writing.discard();
  await writing.discard();
  assert.deepEqual([...readFileSync(path)], [7]);
  assert.deepEqual(readdirSync(inside), ["old"]);
});

test("a file is read piece by piece to its end, and may be left before", async () => {
  const path = join(folder, "long");
  const bytes = Uint8Array.from({ length: 2 ** 21 + 17 }, (_, i) => i * 7);
  await files.writeAtomic(path, bytes);
  let at = 0;
  for await (const piece of files.readPieces(path)) {
    assert.ok(Buffer.from(piece).equals(bytes.subarray(at, at + piece.length)));
    at += piece.length;
  }
  assert.equal(at, bytes.length);
  for await (const piece of files.readPieces(path)) {
    assert.ok(piece.length > 0);
    break;
  }
  const missing = files.readPieces(join(folder, "missing"));
  await assert.rejects(
    missing.next(),
    /^FileError: Cannot read .*missing: no such file or folder\.$/,
  );
  await assert.rejects(files.startAtomic(folder), /Cannot write .*: it is a folder/);
});

test("a file is read into memory that its reader makes", async () => {
  const path = join(folder, "shared");
  await files.writeAtomic(path, Uint8Array.of(1, 2, 3));
  const shared = (size: number) => new Uint8Array(new SharedArrayBuffer(size));
  const bytes = await files.read(path, undefined, shared);
  assert.ok(bytes.buffer instanceof SharedArrayBuffer);
  assert.deepEqual([...bytes], [1, 2, 3]);
  assert.equal(files.sha256(bytes), files.sha256(Uint8Array.of(1, 2, 3)));
});
