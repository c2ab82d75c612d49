// Temporary files are removed when their process ends, or, if it was killed, with the next write to their folder.
// Those of a running process are never touched.
import assert from "node:assert/strict";
import { type ChildProcess, fork, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { nodeFiles } from "../../../../server/files.node";
import { temporaryName } from "../../../../server/filesWritten.node";

const folder = mkdtempSync(join(tmpdir(), "temporary-"));
after(() => rmSync(folder, { recursive: true }));
const onPosix = { skip: process.platform === "win32" && "Windows has no signals" };

/** A folder with an unfinished file in it, and the process that is writing it. */
async function writing(name: string): Promise<{ inside: string; child: ChildProcess }> {
  const inside = join(folder, name);
  mkdirSync(inside);
  const child = fork(join(__dirname, "writer.worker.js"), [join(inside, "model.bin")]);
  while (readdirSync(inside).length === 0) await wait(1);
  return { inside, child };
}

const ended = (child: ChildProcess) =>
  new Promise<[number | null, string | null]>((resolve) =>
    child.on("exit", (code, signal) => resolve([code, signal])),
  );

for (const [signal, code] of [
  ["SIGTERM", 143],
  ["SIGHUP", 129],
  ["SIGINT", 130],
] as const)
  test(`${signal} during a write leaves no file`, onPosix, async () => {
    const { inside, child } = await writing(signal);
    const end = ended(child);
    child.kill(signal);
    assert.deepEqual(await end, [code, null]);
    assert.deepEqual(
      readdirSync(inside).filter((name) => name !== "model.bin"),
      [],
    );
  });

test("a process that ends at any step of a write leaves no file", async () => {
  const inside = join(folder, "turns");
  mkdirSync(inside);
  const env = { ...process.env, UV_THREADPOOL_SIZE: "1" };
  for (let step = 0; step < 9; step++) {
    const told = [join(inside, "model.bin"), String(step)];
    const child = fork(join(__dirname, "leaver.worker.js"), told, { env });
    assert.deepEqual(await ended(child), [0, null]);
    assert.deepEqual(
      readdirSync(inside).filter((name) => name !== "model.bin"),
      [],
      `after ${step} steps`,
    );
  }
});

test("a killed process's file is removed by the next write there, and no sooner", async () => {
  const { inside, child } = await writing("killed");
  const [left] = readdirSync(inside);
  assert.match(left!, /^\.sparse-diff-[0-9a-f]{8}-\d+-[0-9a-f]{12}\.tmp$/);
  const files = nodeFiles();
  await files.writeAtomic(join(inside, "other.bin"), new Uint8Array(1));
  assert.ok(readdirSync(inside).includes(left!), "the file of a living process was removed");
  const end = ended(child);
  child.kill("SIGKILL");
  await end;
  assert.ok(readdirSync(inside).includes(left!), "the process was killed too late");
  await files.writeAtomic(join(inside, "other.bin"), new Uint8Array(1));
  assert.deepEqual(readdirSync(inside), ["other.bin"]);
});

test("files of other machines, running processes and other names stay", async () => {
  const inside = join(folder, "others");
  mkdirSync(inside);
  const own = basename(temporaryName(join(inside, "x")));
  const numbered = (id: number) => own.replace(`-${process.pid}-`, `-${id}-`);
  const gone = spawn(process.execPath, ["-e", ""]);
  await ended(gone);
  const dead = numbered(gone.pid!);
  const kept = [
    own,
    numbered(1),
    numbered(process.ppid),
    dead.replace(/^\.sparse-diff-.{8}/, ".sparse-diff-00000000"),
    dead.slice(1),
    `${dead}.txt`,
    ".model.bin.0123456789ab.tmp",
  ];
  for (const name of [...kept, dead]) writeFileSync(join(inside, name), "");
  mkdirSync(join(inside, dead.replace(/.{12}\.tmp$/, "0123456789ab.tmp")));
  await nodeFiles().sweep(inside);
  assert.deepEqual(
    readdirSync(inside).sort(),
    [...kept, dead.replace(/.{12}\.tmp$/, "0123456789ab.tmp")].sort(),
  );
  await nodeFiles().sweep(join(inside, "missing"));
});

test("a name of the greatest allowed length can be written", async () => {
  const path = join(folder, `${"n".repeat(251)}.bin`);
  await nodeFiles().writeAtomic(path, new Uint8Array(1));
  assert.ok(readdirSync(folder).includes(basename(path)));
});
