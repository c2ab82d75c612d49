// The server's files in a browser, answered by an editor whose files are in memory: what is read and written whole, what fails
// and how it says so, what is below a folder. The real editor is in test/editor.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FileError } from "../../../server/files";
import { editorFiles } from "../../../server/files.browser";
import type { FileTrouble, ListedFile } from "../../../server/protocol/wire/files";
import type { Request } from "../../../server/protocol/wire/request";

const ROOT = "vscode-vfs://github/owner/name";
const bytes = (text: string) => new TextEncoder().encode(text);

class Refused extends Error {
  constructor(readonly data: FileTrouble) {
    super(`Unable to do it (${data.trouble}).`);
  }
}

/** Answers as extension/host/filesForServer.ts does. @param unknown sizes are not told, as by a web server */
function editor(unknown = false) {
  const stored = new Map([
    [`${ROOT}/a.txt`, bytes("first")],
    [`${ROOT}/more/b%20c.txt`, bytes("second")],
    [`${ROOT}/more/.hidden/d.txt`, bytes("third")],
  ]);
  const missing = () => new Refused({ trouble: "missing" });
  const answers: Record<string, (uri: string, content?: Uint8Array) => unknown> = {
    "sparseDiff/file/stat": (uri) => {
      const content = stored.get(uri);
      if (content) return { kind: "file", size: unknown ? 0 : content.length, modified: 7 };
      const isFolder = [...stored.keys()].some((name) => name.startsWith(`${uri}/`));
      return isFolder ? { kind: "folder", size: 0, modified: 7 } : null;
    },
    "sparseDiff/file/read": (uri) => {
      const content = stored.get(uri);
      if (!content) throw missing();
      return content.slice();
    },
    "sparseDiff/file/list": (uri) => {
      const names = [...stored.keys()].filter((name) => name.startsWith(`${uri}/`));
      const first = new Set(names.map((name) => name.slice(uri.length + 1).split("/")[0]!));
      const listed = [...first].map((name): ListedFile => {
        const at = `${uri}/${name}`;
        const content = stored.get(at);
        const kind = content ? "file" : "folder";
        const size = content?.length ?? 0;
        return { name: decodeURIComponent(name), uri: at, kind, size, modified: 7, isLink: false };
      });
      const link = {
        name: "link",
        uri: `${uri}/link`,
        kind: "folder",
        size: 0,
        modified: 7,
      } as const;
      return [...listed, { ...link, isLink: true }];
    },
    "sparseDiff/file/write": (uri, content) => {
      if (uri.startsWith("https:")) throw new Refused({ trouble: "forbidden" });
      stored.set(uri, content!.slice());
      return null;
    },
    "sparseDiff/file/writable": (uri) => {
      if (uri.startsWith("https:")) throw new Refused({ trouble: "forbidden" });
      if (uri === `${ROOT}/more`) throw new Refused({ trouble: "folder" });
      return null;
    },
  };
  const ask = async <P, R>({ method }: Request<P, R>, params: P): Promise<R> => {
    const { uri, bytes: content } = params as { uri: string; bytes?: Uint8Array };
    return answers[method]!(uri, content) as R;
  };
  return { stored, files: editorFiles(ask) };
}

test("a file is read whole, its head and its pieces too", async () => {
  const { files } = editor();
  assert.deepEqual(await files.read(`${ROOT}/a.txt`), bytes("first"));
  assert.deepEqual(await files.readHead(`${ROOT}/a.txt`, 3), bytes("fir"));
  const pieces: Uint8Array[] = [];
  for await (const piece of files.readPieces(`${ROOT}/a.txt`)) pieces.push(piece);
  assert.deepEqual(pieces, [bytes("first")]);
});

for (const unknown of [false, true])
  test(`the size is checked once, as soon as it is known (before reading: ${!unknown})`, async () => {
    const sizes: number[] = [];
    const room = new Uint8Array(5);
    const { files } = editor(unknown);
    const read = await files.read(
      `${ROOT}/a.txt`,
      (size) => sizes.push(size),
      () => room,
    );
    assert.deepEqual(sizes, [5]);
    assert.equal(read, room);
    assert.deepEqual(room, bytes("first"));
    const tooLarge = files.read(`${ROOT}/a.txt`, () => {
      throw new RangeError("too large");
    });
    await assert.rejects(tooLarge, /too large/);
  });

test("a missing file is told as on a machine: no stat, and an error that is known by isMissing", async () => {
  const { files } = editor();
  assert.equal(await files.stat(`${ROOT}/none.bin`), undefined);
  await assert.rejects(files.read(`${ROOT}/none.bin`), (error: FileError) => {
    assert.ok(error instanceof FileError && error.isMissing);
    assert.equal(error.message, `Cannot read ${ROOT}/none.bin: no such file or folder.`);
    return true;
  });
});

test("two names are the same file if their URI is", async () => {
  const { files } = editor();
  const identity = async (name: string) => (await files.stat(`${ROOT}/${name}`))?.identity;
  assert.equal(await identity("a.txt"), await identity("a.txt"));
  assert.notEqual(await identity("a.txt"), await identity("more/b%20c.txt"));
});

test("a file is written at once, or piece by piece and only when it is whole", async () => {
  const { files, stored } = editor();
  const to = `${ROOT}/new.bin`;
  await files.writeAtomic(to, bytes("all"));
  assert.deepEqual(stored.get(to), bytes("all"));
  const writing = await files.startAtomic(to);
  const piece = bytes("one");
  await writing.write(piece);
  piece.fill(0); // whoever writes may use its memory again
  await writing.write(bytes(" two"));
  assert.deepEqual(stored.get(to), bytes("all"));
  await writing.finish();
  await writing.discard();
  assert.deepEqual(stored.get(to), bytes("one two"));
});

test("what cannot be written says why", async () => {
  const { files } = editor();
  const refuse = (uri: string, reason: string) =>
    assert.rejects(files.checkWritable(uri), { message: `Cannot write ${uri}: ${reason}.` });
  await refuse("https://example.org/a.json", "permission denied");
  await refuse(`${ROOT}/more`, "it is a folder");
  await files.checkWritable(`${ROOT}/other.json`);
});

test("what is below a folder, by name, without links and without what is skipped", async () => {
  const { files } = editor();
  const below = await files.below(ROOT, (name) => name.startsWith("."));
  assert.deepEqual(
    below.map(({ name, path, kind, size }) => ({ name, path, kind, size })),
    [
      { name: "a.txt", path: `${ROOT}/a.txt`, kind: "file", size: 5 },
      { name: "more/b c.txt", path: `${ROOT}/more/b%20c.txt`, kind: "file", size: 6 },
    ],
  );
});

test("addresses are URIs: of a document, of a file beside, and their names for people", () => {
  const { files } = editor();
  const uri = `${ROOT}/more/b%20c.txt`;
  assert.equal(files.addressOf(uri), uri);
  assert.equal(files.addressOf("untitled:Untitled-1"), undefined);
  assert.ok(files.isAddress(uri) && files.isAddress("vscode-userdata:/User/m.safetensors"));
  for (const path of ["a.json", "/tmp/a.json", "C:\\a.json", ""]) assert.ok(!files.isAddress(path));
  assert.equal(files.beside(uri, "vocab.json"), `${ROOT}/more/vocab.json`);
  assert.equal(files.nameOf(uri), "b c.txt");
});
