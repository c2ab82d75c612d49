// Attaching a document to a model while other things happen: typing, other documents with the same model.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Files } from "../../../../server/files";
import { nodeFiles } from "../../../../server/files.node";
import { referenceKernels } from "../../../../server/kernels/reference";
import { writeRawWeights } from "../../../../server/nets/rawWeights";
import { attach, diskNoteOf } from "../../../../server/requests/attach";
import { Session } from "../../../../server/requests/session";
import { randomWeights } from "../../../property/kernelsModels";

const folder = mkdtempSync(join(tmpdir(), "attach-"));
after(() => rmSync(folder, { recursive: true }));
const files = nodeFiles();

for (const mark of ["", "\ufeff"])
  test(`text typed while the file is read is not a difference from the disk (mark: ${mark !== ""})`, async () => {
    const path = join(folder, `typed${mark.length}.txt`);
    const uri = pathToFileURL(path).href;
    writeFileSync(path, `${mark}some text\n`);
    const slow: Files = {
      ...files,
      async read(path) {
        const bytes = await files.read(path);
        if (typing) session.change(uri, 2, [{ text: "some other text\n" }]);
        return bytes;
      },
    };
    let typing = false;
    const session = new Session(slow, referenceKernels);
    session.open(uri, 1, "some text\n");
    const document = session.document(uri)!;
    assert.equal(await diskNoteOf(session, document), null);
    assert.equal(document.bytes.marks, mark.length);
    session.open(uri, 1, "some text\n");
    typing = true;
    const typedIn = session.document(uri)!;
    assert.equal(await diskNoteOf(session, typedIn), null);
    assert.equal(typedIn.bytes.marks, mark.length);
    typing = false;
    assert.equal(await diskNoteOf(session, typedIn), "other text");
  });

test("a model requested several times at once is read once; a failure is not cached", async () => {
  const path = join(folder, "model.bin");
  let reads = 0;
  const counted: Files = {
    ...files,
    read(path) {
      reads++;
      return files.read(path);
    },
  };
  const session = new Session(counted, referenceKernels);
  await Promise.all([
    assert.rejects(session.model(path), /no such file/),
    assert.rejects(session.model(path), /no such file/),
  ]);
  writeFileSync(path, writeRawWeights(randomWeights(4, 1)));
  reads = 0;
  const models = await Promise.all([1, 2, 3].map(() => session.model(path)));
  assert.equal(reads, 1);
  assert.ok(models.every((model) => model === models[0]));
  assert.equal(await session.model(path), models[0]);
  writeFileSync(path, writeRawWeights(randomWeights(5, 1)));
  assert.equal((await session.model(path)).weights.H, 5);
});

test("documents share a model that is larger than the cache, for as long as one is bound to it", async () => {
  const path = join(folder, "larger.bin");
  writeFileSync(path, writeRawWeights(randomWeights(4, 2)));
  const session = new Session(files, referenceKernels, undefined, 1);
  const never = { isCancellationRequested: false };
  const uris = ["untitled:a", "untitled:b"];
  for (const uri of uris) {
    session.open(uri, 1, "text");
    await attach(session, { uri, modelPath: path }, () => {}, never);
  }
  const [one, other] = uris.map((uri) => session.binding(uri)?.model);
  assert.ok(one && one === other);
  assert.equal(await session.model(path), one);
  writeFileSync(path, writeRawWeights(randomWeights(4, 3)));
  assert.notEqual(await session.model(path), one);
  for (const uri of uris) session.close(uri);
  assert.notEqual(await session.model(path), await session.model(path));
});
