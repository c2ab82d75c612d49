// `sparse-diff lsp` as a process: hover, inlay hints and diagnostics over standard input and output, their settings, and how
// it ends. Numbers are held against the reference vectors. Real editors are in editors.test.ts.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { after, test } from "node:test";
import {
  DiagnosticSeverity,
  type InlayHint,
  InlayHintRequest,
  type Position,
} from "vscode-languageserver-protocol/node";
import type { TraceJson } from "../../server/protocol/wire/traceJson";
import { until } from "../tools/states";
import { load, vectorFile } from "../tools/vectors";
import { assertRefused, cli, json, script } from "./commandLine";
import { type LspClient, startLsp, stopAll } from "./lspClient";

after(stopAll);

const NAME = "h37-utf8-crlf";
const { vectors, text: bytes } = load(NAME);
const file = vectorFile(`${NAME}.txt`);
const modelPath = vectorFile(`${NAME}.bin`);
const model = ["--model", modelPath];
const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
const URI = "untitled:vectors";

/** The place of a byte, counted by hand: lines end with CR LF, columns are UTF-16 units or bytes. */
function placeOf(byte: number, encoding: "utf-16" | "utf-8" = "utf-16"): Position {
  const before = Buffer.from(bytes.subarray(0, byte));
  const lines = before.toString("latin1").split("\n");
  const column = Buffer.from(lines.at(-1) ?? "", "latin1");
  const units = encoding === "utf-8" ? column.length : column.toString("utf8").length;
  return { line: lines.length - 1, character: units };
}

/** Whether a hover can point at it: it begins a character as an editor shows it. */
const begins = (byte: number) =>
  (bytes[byte]! & 0xc0) !== 0x80 && !(bytes[byte] === 10 && bytes[byte - 1] === 13);

async function started(
  args: readonly string[] = model,
  initialise: Parameters<typeof startLsp>[1] = {},
): Promise<LspClient> {
  const client = await startLsp(args, initialise);
  await client.open(URI, text);
  return client;
}

const numberOf = (words: string | undefined) =>
  Number((words ?? "").replaceAll("−", "-").replace("1 - ", ""));

/** The lags and attributions of a hover's strongest past bytes. */
const strongestOf = (lines: readonly string[]) =>
  lines.flatMap((line) => {
    const [, k, attribution] = /^k (\d+): .* at byte \d+, (\S+) nats/.exec(line) ?? [];
    return k === undefined ? [] : [{ k: Number(k), attribution: numberOf(attribution) }];
  });

/** Of the vectors: the same five. */
const expectedOf = (attributions: readonly number[]) =>
  attributions
    .map((attribution, k) => ({ k, attribution }))
    .sort((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution))
    .slice(0, 5);

const near = (found: number, expected: number) =>
  assert.ok(Math.abs(found - expected) <= 0.006 * Math.abs(expected), `${found}, ${expected}`);

for (const encoding of ["utf-16", "utf-8"] as const)
  test(`the hover has the numbers of the vectors, at places in ${encoding}`, async () => {
    const capabilities = { general: { positionEncodings: [encoding, "utf-32"] } };
    const client = await started(model, { capabilities });
    assert.equal(client.started.capabilities.positionEncoding, encoding);
    let looked = 0;
    for (const trace of vectors.traces) {
      const byte = trace.position + 1;
      if (byte >= bytes.length || !begins(byte)) continue;
      const place = placeOf(byte, encoding);
      const hover = await client.hover(URI, place);
      assert.deepEqual(hover.range?.start, place);
      const lines = await client.lines(URI, place);
      const [, p, bits] = /^Probability (.+?), (\S+) bits, rank/.exec(lines[1] ?? "") ?? [];
      near(numberOf(p), trace.probability);
      near(numberOf(bits), trace.bits);
      const expected = expectedOf(trace.gradient);
      const found = strongestOf(lines);
      assert.deepEqual(
        found.map(({ k }) => k),
        expected.map(({ k }) => k),
      );
      for (const [i, { attribution }] of expected.entries())
        near(found[i]!.attribution, attribution);
      looked++;
    }
    assert.ok(looked >= 3, `${looked} places of the vectors begin a character`);
    client.stop();
  });

test("the answer is Markdown for a client that prefers it, otherwise plain text", async () => {
  const prefers = (contentFormat?: ("markdown" | "plaintext")[]) => ({
    capabilities: { textDocument: { hover: contentFormat ? { contentFormat } : {} } },
  });
  const place = placeOf(20);
  for (const [preferred, kind] of [
    [["markdown", "plaintext"], "markdown"],
    [["plaintext", "markdown"], "plaintext"],
    [undefined, "plaintext"],
  ] as const) {
    const client = await started(model, prefers(preferred && [...preferred]));
    const { contents } = await client.hover(URI, place);
    assert.ok(typeof contents === "object" && "kind" in contents);
    assert.equal(contents.kind, kind);
    assert.equal(contents.value.startsWith("```text\n"), kind === "markdown");
    assert.equal(contents.value.endsWith("\n```"), kind === "markdown");
    client.stop();
  }
});

test("places outside the text are clamped, those that are none are refused in one sentence", async () => {
  const client = await started();
  const [first] = await client.lines(URI, { line: 0, character: 0 });
  assert.equal(first, "The first byte has no past.");
  const last = placeOf(bytes.length);
  for (const place of [
    last,
    { line: 2 ** 31 - 1, character: 0 },
    { line: 10 ** 6, character: 7 },
  ]) {
    const [head = ""] = await client.lines(URI, place);
    assert.match(head, new RegExp(`after the last byte, predicted from t = ${bytes.length - 1} `));
    assert.equal((await client.hover(URI, place)).range, undefined);
  }
  // Past the end of a line: its line end.
  const [end = ""] = await client.lines(URI, { line: 0, character: 10 ** 6 });
  assert.match(end, /^CR LF 1\/2 \(CR\) at byte \d+,/);
  for (const position of [{ line: -1, character: 0 }, { line: 0, character: 0.5 }, { line: "0" }])
    await assert.rejects(client.hover(URI, position as Position), /^Error: position\.\w+: /);
  await assert.rejects(
    client.hover("untitled:other", last),
    /^Error: untitled:other: not an open text with a model$/,
  );
  client.stop();
});

const whole = { start: { line: 0, character: 0 }, end: { line: 10 ** 6, character: 0 } };
const hintsOf = (client: LspClient): Promise<InlayHint[]> =>
  client.connection.sendRequest(InlayHintRequest.type, {
    textDocument: { uri: URI },
    range: whole,
  }) as Promise<InlayHint[]>;

test("hints and diagnostics are off, until settings ask for them; closing takes them back", async () => {
  const client = await started();
  await client.hover(URI, placeOf(9));
  assert.deepEqual(await hintsOf(client), []);
  const configure = (settings: unknown) =>
    client.connection.sendNotification("workspace/didChangeConfiguration", { settings });
  await configure({ other: { settings: true }, sparseDiff: { diagnostics: 6, inlayHints: 7 } });
  const { diagnostics, version } = await client.told(URI, () => true);
  assert.equal(version, 1);
  assert.ok(diagnostics.length > 0);
  const hints = await hintsOf(client);
  assert.ok(hints.length > 0 && hints.length < diagnostics.length);
  // One byte of each kind is held against the command line.
  const [hint] = hints;
  const diagnostic = diagnostics.find(({ range }) => sameAs(range.start, hint!.position));
  assert.ok(diagnostic);
  assert.equal(diagnostic.severity, DiagnosticSeverity.Hint);
  const [, byte = ""] = /at byte (\d+) costs the model/.exec(diagnostic.message as string) ?? [];
  const own = [...Array(4).keys()]
    .map((i) => Number(byte) + i)
    .filter((at) => at === Number(byte) || !begins(at));
  const ofCharacter = own.slice(0, own.findIndex((at, i) => at !== Number(byte) + i) >>> 0);
  const bits = ofCharacter.map(
    (at) => json<TraceJson>("trace", file, ...model, "--at", String(at - 1)).bits,
  );
  near(
    numberOf(String(hint!.label).replace(" bits", "")),
    bits.reduce((a, b) => a + b, 0),
  );
  assert.deepEqual(placeOf(Number(byte)), hint!.position);
  await configure({ sparseDiff: { diagnostics: 6 } });
  await configure({ nothing: "of ours" });
  assert.deepEqual(await hintsOf(client), []);
  await client.close(URI);
  await client.told(URI, (told) => told.diagnostics.length === 0);
  assert.deepEqual(client.messages, []);
  client.stop();
});

const sameAs = (a: Position, b: Position) => a.line === b.line && a.character === b.character;

test("a setting that is none is one sentence, and the settings stay as they were", async () => {
  const client = await started(model, {
    initializationOptions: { diagnostics: 6, inlayhints: 7 },
  });
  await until(() => client.messages.length > 0, "no message");
  assert.match(client.messages[0]!, /^sparse-diff: inlayhints: not a setting; expected model, /);
  const wrong: [object, RegExp][] = [
    [{ method: "magic" }, /^sparse-diff: method: Expected .*"gradient".* but received "magic"$/],
    [{ model: "" }, /^sparse-diff: model: an empty path; expected that of a file$/],
    [{ depth: -1 }, /^sparse-diff: depth: Expected >=0 but received -1$/],
    [{ diagnostics: "6" }, /^sparse-diff: diagnostics: /],
    [{ model: "/no/such/model.bin" }, /^sparse-diff: Cannot read \/no\/such\/model\.bin: no such/],
    [{ model: "two#net=ema", prefix: "model" }, /^sparse-diff: .*ema: its net is chosen by #net=/],
    [{ model: file }, /^sparse-diff: .*h37-utf8-crlf\.txt: /],
  ];
  for (const [i, [settings, sentence]] of wrong.entries()) {
    await client.connection.sendNotification("workspace/didChangeConfiguration", {
      settings: { sparseDiff: settings },
    });
    await until(
      () => client.messages.length > i + 1,
      `no message about ${JSON.stringify(settings)}`,
    );
    assert.match(client.messages[i + 1]!, sentence);
    assert.doesNotMatch(client.messages[i + 1]!, /\n/);
  }
  const lines = await client.lines(URI, placeOf(20));
  assert.match(lines[3] ?? "", /Method gradient/);
  client.stop();
});

test("another model by configuration: the open texts are explained with it", async () => {
  const client = await started(["--model", vectorFile("h13-short.bin")]);
  const place = placeOf(vectors.traces.find(({ position }) => begins(position + 1))!.position + 1);
  const [, before] = await client.lines(URI, place);
  await client.connection.sendNotification("workspace/didChangeConfiguration", {
    settings: { sparseDiff: { model: modelPath, method: "occlusion" } },
  });
  let lines: string[] = [];
  for (;;) {
    lines = await client.lines(URI, place);
    if (lines[1] !== before) break;
  }
  const { probability } = vectors.traces.find(({ position }) => begins(position + 1))!;
  near(numberOf(/^Probability (.+?),/.exec(lines[1] ?? "")?.[1]), probability);
  assert.match(lines.join("\n"), /Method occlusion/);
  assert.deepEqual(client.messages, []);
  client.stop();
});

test("a client that keeps its settings is asked for them", async () => {
  const client = await startLsp(model, { capabilities: { workspace: { configuration: true } } });
  const asked: unknown[] = [];
  client.connection.onRequest("workspace/configuration", (params) => {
    asked.push(params);
    return [{ diagnostics: 6 }];
  });
  await client.open(URI, text);
  await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await client.told(URI, ({ diagnostics }) => diagnostics.length > 0);
  assert.deepEqual(asked, [{ items: [{ section: "sparseDiff" }] }]);
  client.stop();
});

for (const encoding of ["utf-16", "utf-8"] as const)
  test(`edits are followed, in ${encoding}: the answers are those of the text as it is then`, async () => {
    const capabilities = { general: { positionEncodings: [encoding] } };
    const client = await started(model, { capabilities });
    // What is said of counting and of the text as a whole comes when all of it has been read.
    const numbers = async (uri: string, place: Position) =>
      (await client.lines(uri, place)).filter((line) => /^(.+ at byte|Prob|Like|h\d)/.test(line));
    // Before a character of several bytes and after it.
    const wide = bytes.findIndex((byte) => byte >= 0xc0);
    const next = [...bytes.keys()].find((byte) => byte > wide && begins(byte))!;
    await client.change(URI, 2, [
      {
        range: { start: placeOf(next, encoding), end: placeOf(next, encoding) },
        text: "é\n",
      },
      { range: { start: placeOf(wide, encoding), end: placeOf(wide, encoding) }, text: "xy" },
    ]);
    const edited = Buffer.concat([
      bytes.subarray(0, wide),
      Buffer.from("xy"),
      bytes.subarray(wide, next),
      Buffer.from("é\n"),
      bytes.subarray(next),
    ]);
    await client.open("untitled:same", edited.toString("utf8"));
    for (const at of [wide + 3, next + 5, edited.length - 1]) {
      const before = edited.subarray(0, at).toString("latin1").split("\n");
      const column = Buffer.from(before.at(-1) ?? "", "latin1");
      const units = encoding === "utf-8" ? column.length : column.toString("utf8").length;
      const place = { line: before.length - 1, character: units };
      assert.deepEqual(await numbers(URI, place), await numbers("untitled:same", place));
    }
    client.stop();
  });

test("a request is cancelled, and a long text is answered at its end while it is still read", async () => {
  const client = await startLsp([]);
  const long = "To be, or not to be, that is the question.\n".repeat(60_000);
  await client.open(URI, long);
  const { CancellationTokenSource } = await import("vscode-languageserver-protocol/node");
  const source = new CancellationTokenSource();
  const params = { textDocument: { uri: URI }, position: { line: 59_999, character: 20 } };
  const cancelled = client.connection.sendRequest("textDocument/hover", params, source.token);
  source.cancel();
  await assert.rejects(cancelled, { code: -32800 });
  const lines = await client.lines(URI, params.position);
  assert.match(lines[0] ?? "", /^(','|Reading the file)/);
  client.stop();
});

test("exit after shutdown is 0, without it 1, and so is the end of standard input", async () => {
  const polite = await started();
  await polite.connection.sendRequest("shutdown");
  await polite.connection.sendNotification("exit");
  assert.equal(await polite.ended, 0);
  const rude = await started();
  await rude.connection.sendNotification("exit");
  assert.equal(await rude.ended, 1);
  const gone = await started();
  gone.process.stdin.end();
  assert.equal(await gone.ended, 1);
});

test("it ends when the process that started it has died", async () => {
  const parent = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const client = await started(model, { processId: parent.pid! });
  parent.kill("SIGKILL");
  await once(parent, "exit");
  assert.equal(await client.ended, 1);
});

test("standard output has nothing but messages, whatever comes in", () => {
  const message = (body: string) => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const run = (input: string) =>
    spawnSync(process.execPath, [script, "lsp", ...model], { input, encoding: "utf8" });
  const odd = [
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}',
    '{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":{}}',
    '{"jsonrpc":"2.0","id":3,"method":"no/such"}',
    '{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{}}}',
    '{"jsonrpc":"2.0","method":"textDocument/didChange","params":7}',
    "[1,2]",
    '{"jsonrpc":"2.0","id":4,"method":"shutdown"}',
    '{"jsonrpc":"2.0","method":"exit"}',
  ];
  const { stdout, status } = run(odd.map(message).join(""));
  assert.equal(status, 0);
  const answers = stdout
    .split(/Content-Length: \d+\r\n\r\n/)
    .slice(1)
    .map((body) => JSON.parse(body));
  const errors = answers.filter(({ error }) => error).map(({ id }) => id);
  assert.deepEqual(errors.sort(), [2, 3, null].sort());
  const broken = run("Content-Length: five\r\n\r\n{}");
  assert.equal(broken.status, 2);
  assert.equal(broken.stdout, "");
  assert.match(broken.stderr, /^sparse-diff: standard input: [^\n]+\n$/);
});

test("what cannot be served is refused at once, with one line", () => {
  const refused = (sentence: RegExp, ...args: string[]) =>
    assertRefused(cli("lsp", ...args), sentence);
  refused(/Cannot read nowhere\.bin: no such file/, "--model", "nowhere.bin");
  refused(/h37-utf8-crlf\.txt: /, "--model", file);
  refused(/lsp: Unknown option '--json'/, "--json");
  refused(/--inlay-hints: '-1'; expected a finite number of at least 0/, "--inlay-hints", "-1");
  refused(/--depth: '1001'; expected a whole number from 0 to 1000/, "--depth", "1001");
  refused(/lsp: 'TEXT' is one argument too many; expected none/, "TEXT");
  const { stdout } = cli("lsp", "--help");
  assert.match(stdout, /--model MODEL +the model \(default: the bundled general model\)/);
  assert.doesNotMatch(stdout, /--json/);
});
