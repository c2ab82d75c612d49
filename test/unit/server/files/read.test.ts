// Files on Node: written whole or not at all, with errors in words.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { FileError } from "../../../../server/files";
import { nodeFiles } from "../../../../server/files.node";

const folder = mkdtempSync(join(tmpdir(), "files-"));
after(() => rmSync(folder, { recursive: true }));
const files = nodeFiles();
const bytes = (text: string) => new TextEncoder().encode(text);

test("a written file is whole, replaces the old one and leaves no other", async () => {
  const path = join(folder, "model.bin");
  await files.writeAtomic(path, bytes("first"));
  await files.writeAtomic(path, bytes("second"));
  assert.equal(Buffer.from(await files.read(path)).toString(), "second");
  assert.equal((await files.stat(path))?.size, 6);
  assert.deepEqual(readdirSync(folder), ["model.bin"]);
});

test("writing through a symbolic link replaces the file it names", async () => {
  const [path, link] = [join(folder, "model.bin"), join(folder, "link.bin")];
  await files.writeAtomic(path, bytes("old"));
  symlinkSync(path, link);
  await files.writeAtomic(link, bytes("new"));
  assert.equal(readFileSync(path, "utf8"), "new");
  rmSync(link);
});

test("a failed write names the file and the reason and leaves nothing behind", async () => {
  const before = readdirSync(folder);
  const path = join(folder, "missing", "model.bin");
  await assert.rejects(files.writeAtomic(path, bytes("x")), (error) => {
    assert.ok(error instanceof FileError);
    assert.equal(error.message, `Cannot write ${path}: no such file or folder.`);
    return true;
  });
  await assert.rejects(files.writeAtomic(folder, bytes("x")), FileError);
  assert.deepEqual(readdirSync(folder), before);
  assert.equal(await files.stat(path), undefined);
});

test("an interrupted write leaves no temporary file", async () => {
  const before = readdirSync(folder);
  const writing = files.writeAtomic(join(folder, "late.bin"), new Uint8Array(1 << 22));
  setImmediate(() => files.discardUnfinished());
  await writing.catch(() => undefined);
  files.discardUnfinished();
  assert.deepEqual(
    readdirSync(folder).filter((name) => name !== "late.bin"),
    before,
  );
});

test("SHA-256 at once and in pieces, with independent copies", () => {
  const expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(files.sha256(bytes("abc")), expected);
  const running = files.startSha256();
  running.update(bytes("ab"));
  const copy = running.copy();
  copy.update(bytes("x"));
  running.update(bytes("c"));
  assert.equal(running.digest(), expected);
  assert.equal(copy.digest(), files.sha256(bytes("abx")));
});
