// What the setting says of a model's alphabet, and the files beside a model, reach the session: a model is read again when
// one of them is another.
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { nodeFiles } from "../../../../server/files.node";
import { referenceKernels } from "../../../../server/kernels/reference";
import { describeModel } from "../../../../server/requests/describeModel";
import { saveModel } from "../../../../server/requests/saveModel";
import { Session } from "../../../../server/requests/session";
import { netFile } from "../../../tools/nets";

const folder = mkdtempSync(join(tmpdir(), "alphabets-"));
after(() => rmSync(folder, { recursive: true }));
const session = new Session(nodeFiles(), referenceKernels);
const never = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) };

function copied(name: string, to: string): string {
  const file = join(folder, to);
  copyFileSync(netFile(name), file);
  return file;
}

test("the setting gives a model its alphabet, and another one when it changes", async () => {
  const file = copied("printable.safetensors", "setting.safetensors");
  await assert.rejects(session.model(file), /has 100 rows, .*the setting sparseDiff\.alphabets/);
  session.useAlphabets({ [file]: "printable" });
  const first = await session.model(file);
  assert.equal(first.net.alphabet.source, "printable");
  assert.equal(await session.model(file), first);
  const list = join(folder, "list.json");
  const turned = [...(first.net.alphabet.characters ?? [])].reverse();
  writeFileSync(list, JSON.stringify(turned));
  session.useAlphabets({ [file]: list });
  const second = await session.model(file);
  assert.deepEqual(second.net.alphabet, { size: 100, source: "list.json", characters: turned });
  assert.notDeepEqual(second.weights, first.weights);
  session.useAlphabets({});
  await assert.rejects(session.model(file), /has 100 rows/);
});

test("a file beside the model is read again when it changes", async () => {
  const file = copied("alphabet-short.safetensors", "beside.safetensors");
  await assert.rejects(session.model(file), /has 18 rows/);
  const beside = copied("alphabet-short.vocab.json", "beside.vocab.json");
  const first = await session.model(file);
  assert.equal(first.net.alphabet.characters?.[0], "\n");
  writeFileSync(beside, JSON.stringify("ABCDEFGHIJKLMNOPQR"));
  assert.equal((await session.model(file)).net.alphabet.characters?.[0], "A");
  rmSync(beside);
  writeFileSync(join(folder, "chars.json"), JSON.stringify("abcdefghijklmnopqr"));
  assert.equal((await session.model(file)).net.alphabet.source, "chars.json");
  rmSync(join(folder, "chars.json"));
});

test("a saved copy has the alphabet in itself, and raw weights are refused", async () => {
  const file = copied("printable.safetensors", "saved.safetensors");
  session.useAlphabets({ [file]: "printable" });
  const to = join(folder, "copy.safetensors");
  assert.equal(await saveModel(session, { from: file, to }, never), null);
  const [model, copy] = [await session.model(file), await session.model(to)];
  assert.deepEqual(copy.weights, model.weights);
  assert.equal(copy.net.alphabet.source, "metadata alphabet");
  const refused = await saveModel(session, { from: file, to: join(folder, "copy.bin") }, never);
  assert.match(String(refused?.message), /copy\.bin: raw weights hold one layer of tanh/);
});

test("a model over an alphabet is described by the predictions of its characters", async () => {
  const file = netFile("alphabet-short.safetensors");
  const source = { kind: "files", paths: [netFile("text.txt")] } as const;
  const found = await describeModel(session, { modelPath: file, source }, never);
  assert.ok("bitsPerByte" in found && found.bitsPerByte !== null);
  assert.equal(found.predictions, 79);
  assert.ok(Math.abs(found.bitsPerByte / 4.543000041543818 - 1) < 1e-4, String(found.bitsPerByte));
  const other = join(folder, "outside.txt");
  writeFileSync(other, "????????");
  const outside = { kind: "files", paths: [other] } as const;
  const nothing = await describeModel(session, { modelPath: file, source: outside }, never);
  assert.ok("bitsPerByte" in nothing);
  assert.deepEqual([nothing.bitsPerByte, nothing.predictions], [null, 0]);
});
