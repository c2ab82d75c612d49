// Anything that is not a regular file on this machine is refused by its kind, unread: nothing blocks or grows.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { FileError } from "../../../../server/files";
import { nodeFiles } from "../../../../server/files.node";
import { NEVER } from "../../../../server/jobs/slices";
import { referenceKernels } from "../../../../server/kernels/reference";
import { loadModel } from "../../../../server/requests/modelFile";
import { Session } from "../../../../server/requests/session";
import { folderTexts } from "../../../../server/requests/trainFolder";
import { filesOf } from "../../../../server/requests/trainInput";

const folder = mkdtempSync(join(tmpdir(), "kinds-"));
after(() => rmSync(folder, { recursive: true }));
const files = nodeFiles();
const session = new Session(files, referenceKernels);
const hasDevices = { skip: process.platform === "win32" && "no devices in its file system" };

async function refused(path: string, reason: RegExp): Promise<void> {
  for (const read of [
    () => files.read(path),
    () => files.readHead(path, 8),
    () => loadModel(files, { file: path }),
    () => session.model(path),
    () => filesOf(session, { kind: "files", paths: [path] }),
  ])
    await assert.rejects(read, (error) => {
      assert.ok(error instanceof FileError, String(error));
      assert.match(error.reason, reason);
      assert.equal(error.message, `Cannot read ${path}: ${error.reason}.`);
      return true;
    });
}

test("a pipe is refused without waiting for a writer", hasDevices, async () => {
  const path = join(folder, "pipe");
  execFileSync("mkfifo", [path]);
  await refused(path, /^it is a pipe; expected a regular file$/);
  const link = join(folder, "link");
  symlinkSync(path, link);
  await refused(link, /^it is a pipe/);
  assert.deepEqual(await folderTexts(session, { folder }, NEVER), {
    paths: [],
    bytes: 0,
    leftOut: [{ reason: "pipe", files: 1, bytes: 0, names: ["pipe"] }],
  });
});

test("endless and empty devices are refused", hasDevices, async () => {
  for (const path of ["/dev/zero", "/dev/null", "/dev/tty"])
    await refused(path, /^it is a device; expected a regular file$/);
});

test("a socket is refused", hasDevices, async () => {
  const path = join(folder, "socket");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  await refused(path, /^it is a socket; expected a regular file$/);
  await new Promise((resolve) => server.close(resolve));
});

test(
  "a pipe or a device is refused as a place to write to, before the work as after it",
  hasDevices,
  async () => {
    const path = join(folder, "written");
    execFileSync("mkfifo", [path]);
    for (const place of [path, "/dev/null"])
      for (const write of [
        () => files.checkWritable(place),
        () => files.writeAtomic(place, new Uint8Array(1)),
      ])
        await assert.rejects(write, { reason: "it is not a regular file" });
  },
);

test("a folder is refused", async () => {
  const path = join(folder, "folder.safetensors");
  mkdirSync(path);
  await refused(path, /^it is a folder$/);
});

test("a path to another machine is never followed", async () => {
  const reason = /^its path begins like that of another machine; expected a file of this machine$/;
  for (const path of ["\\\\server\\share\\m.bin", "//server/share/m.bin", "\\\\?\\UNC\\s\\m.bin"]) {
    await refused(path, reason);
    await assert.rejects(files.stat(path), FileError);
    await assert.rejects(
      files.below(path, () => false),
      FileError,
    );
    await assert.rejects(files.writeAtomic(path, new Uint8Array(1)), FileError);
    await assert.rejects(files.checkWritable(path), FileError);
  }
});

test("a file that changes size between the size check and the read is read up to the smaller size", async () => {
  const path = join(folder, "changing.txt");
  for (const [now, then, read] of [
    ["0123456789", "0123", "0123"],
    ["0123", "0123456789", "0123"],
  ] as const) {
    writeFileSync(path, now);
    const bytes = await files.read(path, (size) => {
      assert.equal(size, now.length);
      writeFileSync(path, then);
    });
    assert.equal(Buffer.from(bytes).toString(), read);
  }
});

test("a name that no system accepts is refused in one sentence", async () => {
  await assert.rejects(files.read("a\0b"), /its path has a zero byte\.$/);
  await assert.rejects(files.read(join(folder, "x".repeat(5000))), /its name is too long\.$/);
});
