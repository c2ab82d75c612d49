// What is found below a folder in a real file system: links followed once, odd names, special files, unreadable
// entries. Also which files are text.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import * as fc from "fast-check";
import { FileError, type Files } from "../../../../server/files";
import { nodeFiles } from "../../../../server/files.node";
import { LeftOutTally } from "../../../../server/protocol/words/trainedFiles";
import { textsBelow } from "../../../../server/requests/trainFolder";

const root = fs.mkdtempSync(join(tmpdir(), "below-"));
// Its paths may be too long for Node's own removal.
after(() => execFileSync("rm", ["-rf", root]));
const files = nodeFiles();
const all = () => false;
const onUnix = { skip: process.platform === "win32" ? "Windows has none of these" : false };

let folders = 0;
function folder(content: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const at = join(root, `${folders++}`, "texts");
  fs.mkdirSync(at, { recursive: true });
  for (const [name, bytes] of Object.entries(content)) {
    fs.mkdirSync(dirname(join(at, name)), { recursive: true });
    fs.writeFileSync(join(at, name), bytes);
  }
  return at;
}

const found = async (at: string) =>
  (await files.below(at, all)).map(({ name, kind, size }) => `${name} ${kind} ${size}`);

test("files at any depth, sorted, with sizes; skipped names are not entered", async () => {
  const at = folder({ "b.txt": "bb", "a/c.txt": "c", "a/skip/x.txt": "x", skip: "s" });
  const entries = await files.below(at, (name) => name === "skip");
  assert.deepEqual(
    entries.map(({ name, size, path }) => [name, size, fs.readFileSync(path, "utf8")]),
    [
      ["a/c.txt", 1, "c"],
      ["b.txt", 2, "bb"],
    ],
  );
});

test("a missing folder, or a file, is a FileError that names it", async () => {
  const at = folder({ file: "x" });
  for (const name of ["none", "file"])
    await assert.rejects(files.below(join(at, name), all), (error) => {
      assert.ok(error instanceof FileError);
      return error.message.includes(join(at, name));
    });
});

test(
  "links are followed once: circles, several links to one file, links out of the folder",
  onUnix,
  async () => {
    const at = folder({ "real/one.txt": "one", "z.txt": "zz" });
    const beside = join(at, "..", "beside");
    fs.mkdirSync(beside);
    fs.writeFileSync(join(beside, "out.txt"), "out");
    fs.symlinkSync(at, join(at, "real", "circle"));
    fs.symlinkSync("real", join(at, "again"));
    fs.symlinkSync(join(at, "z.txt"), join(at, "a link to z"));
    fs.symlinkSync(beside, join(at, "linked"));
    fs.symlinkSync(join(at, "linked"), join(beside, "back and forth"));
    fs.linkSync(join(at, "z.txt"), join(at, "zz hard.txt"));
    assert.deepEqual(await found(at), [
      "linked/out.txt file 3",
      "real/one.txt file 3",
      "z.txt file 2",
    ]);
  },
);

test("a link to a parent of the folder adds nothing", onUnix, async () => {
  const at = folder({ "a.txt": "a" });
  fs.writeFileSync(join(at, "..", "beside.txt"), "not asked for");
  fs.symlinkSync("..", join(at, "up"));
  fs.symlinkSync("/", join(at, "top"));
  assert.deepEqual(await found(at), ["a.txt file 1", "top around 0", "up around 0"]);
  // If the folder is given as a link, the link's target is walked.
  fs.symlinkSync(at, join(at, "..", "by link"));
  assert.equal((await found(join(at, "..", "by link"))).length, 3);
});

test("links that lead nowhere are distinguished from unreadable entries", onUnix, async () => {
  const at = folder({ "a.txt": "a" });
  fs.symlinkSync("gone", join(at, "dangling"));
  fs.symlinkSync("itself", join(at, "itself"));
  fs.symlinkSync("a.txt/below", join(at, "through a file"));
  assert.deepEqual(await found(at), [
    "a.txt file 1",
    "dangling brokenLink 0",
    "itself brokenLink 0",
    "through a file brokenLink 0",
  ]);
});

test("names that are not UTF-8 are listed as such and do not stop the walk", onUnix, async (t) => {
  const at = folder({
    "a.txt": "a",
    "\u{1f600}.txt": "smile",
    "\ufeffmark.txt": "m",
    "\ufffd.txt": "r",
  });
  const odd = (...bytes: number[]) => Buffer.concat([Buffer.from(`${at}/`), Buffer.from(bytes)]);
  try {
    fs.writeFileSync(odd(0x62, 0xff, 0x64), "lost");
    fs.mkdirSync(odd(0xc3, 0x28));
    fs.symlinkSync("a.txt", odd(0xed, 0xa0, 0x80));
  } catch {
    t.skip("this file system holds no such names");
    return;
  }
  const entries = await files.below(at, all);
  const kinds = entries.map(({ kind, size }) => `${kind} ${size}`).sort();
  assert.deepEqual(kinds, [
    "file 1",
    "file 1",
    "file 1",
    "file 5",
    ...Array(2).fill("undecodable 0"),
    "undecodable 4",
  ]);
  assert.ok(entries.some(({ name }) => name === "b\ufffdd"));
});

test("pipes, sockets and devices are named by kind and not opened", onUnix, async () => {
  const at = folder({ "a.txt": "a" });
  execFileSync("mkfifo", [join(at, "pipe")]);
  fs.symlinkSync("/dev/zero", join(at, "zero"));
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(join(at, "socket"), resolve));
  try {
    const kinds = (await files.below(at, all)).map(({ name, kind }) => `${name} ${kind}`);
    assert.deepEqual(kinds, ["a.txt file", "pipe pipe", "socket socket", "zero device"]);
    const leftOut = new LeftOutTally();
    // Opening the pipe would wait for a writer that never comes.
    const texts = await textsBelow(files, at, { file: 9, all: 9 }, leftOut);
    assert.deepEqual(
      texts.map(({ name }) => name),
      ["a.txt"],
    );
    assert.deepEqual(
      leftOut.list.map(({ reason }) => reason),
      ["pipe", "socket", "device"],
    );
  } finally {
    server.close();
  }
});

/** A folder whose content cannot be named: paths have at most 4,096 bytes, which limits root too. */
function tooDeep(at: string): void {
  const part = "d".repeat(200);
  const chain = (top: string) => {
    let deepest = join(at, top);
    for (let i = 0; i < 15; i++) deepest = join(deepest, part);
    fs.mkdirSync(deepest, { recursive: true });
    return deepest;
  };
  const above = chain("above");
  chain("below");
  execFileSync("mv", [join(at, "below"), "."], { cwd: above });
}

test("an unreadable folder is an entry, and the rest is found", {
  skip: process.platform !== "linux",
}, async () => {
  const at = folder({ "a.txt": "a", "z.txt": "z" });
  tooDeep(at);
  const entries = await files.below(at, all);
  assert.deepEqual(entries.map(({ kind }) => kind).sort(), ["file", "file", "unreadable"]);
  const leftOut = new LeftOutTally();
  assert.equal((await textsBelow(files, at, { file: 9, all: 9 }, leftOut)).length, 2);
  assert.deepEqual(
    leftOut.list.map(({ reason, files: n }) => [reason, n]),
    [["unreadable", 1]],
  );
});

/** A kernel file that nobody may read, not even root. */
const WRITE_ONLY = "/sys/bus/platform/drivers_probe";

test("a file that cannot be opened is left out and its bytes are counted", {
  skip: fs.existsSync(WRITE_ONLY) ? false : "this machine has no file that root cannot read",
}, async () => {
  const at = folder({ "a.txt": "a" });
  fs.symlinkSync(WRITE_ONLY, join(at, "locked.txt"));
  const leftOut = new LeftOutTally();
  const texts = await textsBelow(files, at, { file: 9, all: 9 }, leftOut);
  assert.deepEqual(
    texts.map(({ name }) => name),
    ["a.txt"],
  );
  const bytes = fs.statSync(WRITE_ONLY).size;
  assert.deepEqual(leftOut.list, [
    { reason: "unreadable", files: 1, bytes, names: ["locked.txt"] },
  ]);
});

test("binary, UTF-16, empty, too large and over the total: each counted with its bytes", async () => {
  const utf16 = (text: string) => new Uint8Array(Buffer.from(text, "utf16le"));
  const at = folder({
    "0.bin": new Uint8Array([1, 0, 2]),
    "1 counts.dat": new Uint8Array([1, 0, 2, 0, 3, 0, 4, 0]),
    "2 mark.txt": utf16("\ufeff漢字"),
    "3 little.txt": utf16("no mark\r\n"),
    "4 big.txt": new Uint8Array(Buffer.from(utf16("other way")).swap16()),
    "5 empty.txt": "",
    "6 large.txt": "x".repeat(11),
    "7 ten.txt": "x".repeat(10),
    "8 no room.txt": "x".repeat(6),
    "9 five.txt": "x".repeat(5),
    ".hidden": "h",
    "node_modules/a/b.js": "b",
  });
  const leftOut = new LeftOutTally();
  const texts = await textsBelow(files, at, { file: 10, all: 15 }, leftOut);
  assert.deepEqual(
    texts.map(({ name }) => name),
    ["7 ten.txt", "9 five.txt"],
  );
  assert.deepEqual(
    leftOut.list.map(({ reason, files: n, bytes }) => [reason, n, bytes]),
    [
      ["binary", 2, 11],
      ["utf16", 3, 6 + 18 + 18],
      ["empty", 1, 0],
      ["tooLarge", 1, 11],
      ["noRoom", 1, 6],
    ],
  );
});

test(
  "any tree of folders, files and links: every file once, under a name that resolves to it",
  onUnix,
  async () => {
    const name = fc.constantFrom("a", "b", "c", "d");
    const place = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
    const step = fc.record({ kind: fc.constantFrom("file", "link", "hard"), at: place, to: place });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const at = folder();
        for (const { kind, at: where, to } of steps) {
          const [path, goal] = [join(at, where), join(at, to)];
          try {
            fs.mkdirSync(dirname(path), { recursive: true });
            if (kind === "file") fs.writeFileSync(path, where, { flag: "wx" });
            else if (kind === "link") fs.symlinkSync(goal, path);
            else fs.linkSync(goal, path);
          } catch {
            // The name is taken, or leads through a file: this step changes nothing.
          }
        }
        const entries = await files.below(at, all);
        const regular = entries.filter(({ kind }) => kind === "file");
        const real = (path: string) => fs.statSync(path).ino;
        assert.deepEqual(
          new Set(regular.map(({ path }) => real(path))),
          new Set(filesOf(at).map(real)),
          "the files, however they are linked",
        );
        assert.equal(new Set(regular.map(({ identity }) => identity)).size, regular.length);
        for (const { path, size } of regular) assert.equal(fs.statSync(path).size, size);
        assert.ok(entries.every(({ kind }) => kind === "file" || kind === "brokenLink"));
        assert.deepEqual(await files.below(at, all), entries);
      }),
      { numRuns: 60 },
    );
  },
);

/** From the system's own walk, which follows no link; every link in these trees stays inside them. */
function filesOf(at: string): string[] {
  const said = execFileSync("find", [at, "-type", "f", "-print0"], { encoding: "utf8" });
  return said.split("\0").filter(Boolean);
}

test("a file that disappears during the walk is left out, and the walk goes on", async () => {
  const at = folder({ "a.txt": "a", "b.txt": "b" });
  const hasty: Files = {
    ...files,
    readHead: async (path, bytes) => {
      if (path.endsWith("a.txt")) fs.rmSync(path);
      return files.readHead(path, bytes);
    },
  };
  const leftOut = new LeftOutTally();
  const texts = await textsBelow(hasty, at, { file: 9, all: 9 }, leftOut);
  assert.deepEqual(
    texts.map(({ name }) => name),
    ["b.txt"],
  );
  assert.deepEqual(
    leftOut.list.map(({ names }) => names),
    [["a.txt"]],
  );
});

test("a walk that is cancelled ends where it is, and so does the choice of texts", async () => {
  const tree: Record<string, string> = {};
  for (let i = 0; i < 60; i++) tree[`${i % 6}/${i}.txt`] = "text";
  const at = folder(tree);
  const until = (asked: number) => {
    let left = asked;
    return {
      get isCancellationRequested() {
        return --left < 0;
      },
    };
  };
  assert.equal((await files.below(at, all)).length, 60);
  for (const asked of [0, 1, 10, 30]) {
    const found = await files.below(at, all, until(asked));
    assert.ok(found.length <= asked, `${found.length} files after ${asked} looks`);
  }
  const limits = { file: 9, all: 999 };
  const texts = await textsBelow(files, at, limits, new LeftOutTally(), until(80));
  assert.ok(texts.length < 60, `${texts.length} texts`);
});
