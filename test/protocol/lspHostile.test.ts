// `sparse-diff lsp` as a process, given what no editor sends: hints of a whole long text, a malformed start, broken framing,
// a standard output that nobody reads. What it answers to an editor is in lsp.test.ts.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { after, test } from "node:test";
import { ErrorCodes, type InlayHint, InlayHintRequest } from "vscode-languageserver-protocol/node";
import { vectorFile } from "../tools/vectors";
import { assertRefused, script } from "./commandLine";
import { startLsp, stopAll } from "./lspClient";
import { rightStart, wrongStarts } from "./wrongStarts";

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

const framed = (message: object) => {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
};
const run = (input: string) =>
  spawnSync(process.execPath, [script, "lsp", ...model], { input, encoding: "utf8" });

test("a malformed start is refused by its field, and no hover is answered before a good one", () => {
  const hover = {
    method: "textDocument/hover",
    params: { textDocument: { uri: URI }, position: { line: 0, character: 0 } },
  };
  const starts = [...wrongStarts.map(([params]) => params), rightStart, rightStart];
  const { stdout, stderr, status } = run(
    starts
      .flatMap((params, i) => [
        framed({ id: `start ${i}`, method: "initialize", params }),
        framed({ id: `hover ${i}`, ...hover }),
      ])
      .concat(framed({ id: "end", method: "shutdown" }), framed({ method: "exit" }))
      .join(""),
  );
  assert.equal(stderr, "");
  assert.equal(status, 0);
  const answers = new Map(
    stdout
      .split(/Content-Length: \d+\r\n\r\n/)
      .slice(1)
      .map((body) => JSON.parse(body))
      .map(({ id, result, error }) => [id, { result, error }]),
  );
  for (const [i, [, sentence]] of wrongStarts.entries()) {
    const { error } = answers.get(`start ${i}`)!;
    assert.equal(error.code, ErrorCodes.InvalidRequest);
    assert.match(error.message, sentence);
    assert.equal(answers.get(`hover ${i}`)!.error.code, ErrorCodes.ServerNotInitialized);
  }
  const good = wrongStarts.length;
  assert.ok(answers.get(`start ${good}`)!.result.capabilities.hoverProvider);
  assert.match(answers.get(`hover ${good}`)!.error.message, /: not an open text with a model$/);
  assert.match(answers.get(`start ${good + 1}`)!.error.message, /^initialize: a second one; /);
});

test("framing that is broken ends it with one sentence, and waits for no more", async () => {
  const length = (value: string) => `Content-Length: ${value}\r\n\r\n{}`;
  const wrong = (value: string) =>
    new RegExp(
      `: Content-Length: '${value}'; expected a whole number of bytes, at most 268,435,456$`,
      "m",
    );
  for (const [input, sentence] of [
    [length("-5"), wrong("-5")],
    [length("99999999999"), wrong("99999999999")],
    [length("268435457"), wrong("268435457")],
    [length("1e9"), wrong("1e9")],
    [length("\u001b[2J"), wrong("<0x1B>\\[2J")],
    ["GET / HTTP/1.1\r\n\r\n", /: a header without Content-Length; expected one$/m],
    ["x".repeat(100_000), /: a header without an end; expected one of at most 65,536 bytes$/m],
    ["Content-Length: 2\r\n\r\n{x", /: a message that is not JSON; expected an object$/m],
  ] as const) {
    const child = spawn(process.execPath, [script, "lsp", ...model]);
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].on("data", (piece) => {
        said[name] += piece;
      });
    // It may have ended before all of it is written.
    child.stdin.on("error", () => {});
    // Standard input stays open: a server that waited for the rest would wait for ever.
    child.stdin.write(framed({ method: "initialized" }) + input);
    const [status] = await once(child, "close");
    assertRefused({ status, ...said }, sentence);
  }
});

test("a client that no longer reads has gone: it ends with 1", async () => {
  const child = spawn(process.execPath, [script, "lsp", ...model]);
  let said = "";
  child.stderr.on("data", (piece) => {
    said += piece;
  });
  child.stdout.destroy();
  child.stdin.on("error", () => {});
  child.stdin.write(framed({ id: 1, method: "initialize", params: rightStart }));
  const [status] = await once(child, "close");
  assert.equal(said, "");
  assert.equal(status, 1);
});
