// `sparse-diff lsp` as a process, given what no editor sends: hints of a whole long text, a malformed start, broken framing,
// settings without a path, a standard output that nobody reads. What it answers to an editor is in lsp.test.ts.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { type InlayHint, InlayHintRequest } from "vscode-languageserver-protocol/node";
import { vectorFile } from "../tools/vectors";
import { startLsp, stopAll } from "./lspClient";

after(stopAll);

const model = ["--model", vectorFile("h13-short.bin")];
const URI = "untitled:hostile";

test("hints of a whole long text are the strongest, in the order of the text", async () => {
  const client = await startLsp([...model, "--inlay-hints", "0", "--diagnostics", "0"]);
  // No two stretches of it are alike, and nearly every character costs something.
  let seed = 1;
  const text = Array.from({ length: 40_000 }, (_, i) => {
    seed = (seed * 48_271) % 0x7fffffff;
    return i % 80 === 79 ? "\n" : String.fromCharCode(97 + (seed % 26));
  }).join("");
  await client.open(URI, text);
  const { diagnostics } = await client.told(URI, () => true);
  const hintsIn = (first: number, last: number) =>
    client.connection.sendRequest(InlayHintRequest.type, {
      textDocument: { uri: URI },
      range: { start: { line: first, character: 0 }, end: { line: last, character: 0 } },
    }) as Promise<InlayHint[]>;
  const screen = await hintsIn(100, 120);
  assert.ok(screen.length > 1500, `${screen.length} hints of 20 lines of 80`);
  const hints = await hintsIn(0, 10 ** 6);
  assert.equal(hints.length, 5000);
  const placeOf = ({ line, character }: InlayHint["position"]) => 80 * line + character;
  const places = hints.map(({ position }) => placeOf(position));
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
  );
  // The diagnostics are the strongest of the same characters, chosen alike.
  assert.equal(diagnostics.length, 1000);
  const told = new Set(places);
  assert.ok(diagnostics.every(({ range }) => told.has(placeOf(range.start))));
  const bitsOf = ({ label }: InlayHint) => Number(String(label).replace(" bits", ""));
  const weakest = Math.min(...hints.map(bitsOf));
  for (const hint of screen)
    assert.ok(bitsOf(hint) <= weakest || told.has(placeOf(hint.position)), JSON.stringify(hint));
  client.stop();
});
