// A write to a symbolic link goes where it leads, also if nothing is there yet, and the link stays. The command line's refusals are in
// test/protocol/outputsCli.test.ts.
import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { nodeFiles } from "../../../../server/files.node";

const folder = mkdtempSync(join(tmpdir(), "links-"));
after(() => rmSync(folder, { recursive: true }));
const files = nodeFiles();
const onPosix = { skip: process.platform === "win32" && "links need a privilege there" };
const bytes = new Uint8Array([1, 2, 3]);

function place(name: string): (inside: string) => string {
  mkdirSync(join(folder, name, "deep", "er"), { recursive: true });
  return (inside) => join(folder, name, inside);
}

for (const [name, link, goal] of [
  ["relative", "deep/x", "deep/x"],
  ["absolute", join(folder, "absolute", "deep", "x"), "deep/x"],
  ["a link to a link", "second", "deep/er/y"],
  ["up from a linked folder", "linked/../y", "deep/y"],
] as const)
  test(`a link to no file yet, ${name}`, onPosix, async () => {
    const at = place(name);
    symlinkSync("deep/er", at("linked"));
    symlinkSync("linked/y", at("second"));
    symlinkSync(link, at("link"));
    const real = await files.goalOf(at(goal));
    assert.equal(await files.goalOf(at("link")), real);
    await files.checkWritable(at("link"));
    for (const written of [bytes, bytes.slice(1)]) {
      await files.writeAtomic(at("link"), written);
      assert.deepEqual(new Uint8Array(readFileSync(real)), written);
    }
    assert.equal(readlinkSync(at("link")), link);
    assert.equal(await files.goalOf(at("link")), real);
  });

test(
  "a link into a folder that is not there, in a circle or to another machine",
  onPosix,
  async () => {
    const at = place("nowhere");
    symlinkSync("no/x", at("lost"));
    symlinkSync("circle", at("circle"));
    symlinkSync("//machine/share/x", at("foreign"));
    const before = readdirSync(at("."));
    for (const [name, reason] of [
      ["lost", "no such file or folder"],
      ["circle", "its symbolic links lead in a circle"],
      ["foreign", "its path begins like that of another machine; expected a file of this machine"],
    ] as const) {
      const message = `Cannot write ${at(name)}: ${reason}.`;
      await assert.rejects(files.writeAtomic(at(name), bytes), { message });
      await assert.rejects(files.checkWritable(at(name)), { message });
    }
    assert.deepEqual(readdirSync(at(".")), before);
  },
);
