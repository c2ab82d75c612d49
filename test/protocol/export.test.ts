// sparseDiff/export over a real connection: its files are the very bytes that the command line writes, by the command that
// they name; and what is refused.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { CancellationTokenSource, LSPErrorCodes } from "vscode-languageserver-protocol";
import {
  type ExportFormat,
  type TableName,
  tablesOf,
} from "../../server/protocol/vocabulary/exports";
import { namesOf } from "../../server/protocol/vocabulary/terms";
import { METHODS, OBJECTIVES } from "../../server/protocol/vocabulary/tracing";
import {
  type ExportParams,
  type ExportSubject,
  exportRequest,
} from "../../server/protocol/wire/export";
import type { TracePlace, TraceSettings } from "../../server/protocol/wire/messages";
import { alphabetsNotification } from "../../server/protocol/wire/messages";
import { netFile } from "../tools/nets";
import { needsSharedData, paper, sharedFile } from "../tools/sharedData";
import { CHARACTERS, torchLstm } from "../tools/torchLstm";
import { cli } from "./commandLine";
import { ask, type Server, settings, startServer } from "./server";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-export-"));
const at = (name: string) => path.join(folder, name);

const TEXT = "the cat sat on the mat, and the dog saw that. ".repeat(6);

let server: Server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

interface Opened {
  readonly uri: string;
  readonly text: string;
  readonly model: string;
}

let written = 0;
async function open(text: string, model: string, by = server): Promise<Opened> {
  const uri = await by.openWith(text, model);
  const file = at(`text${++written}`);
  fs.writeFileSync(file, text);
  return { uri, text: file, model };
}

const exported = (
  { uri }: Pick<Opened, "uri">,
  subject: ExportSubject,
  format: ExportFormat,
  to: string,
  by = server,
) => ask(by.connection, exportRequest, { uri, version: 1, subject, format, to });

/** Exports, runs the command that the file names, and compares the two files byte for byte. Returns the text. */
async function sameBytes(
  own: Opened,
  subject: ExportSubject,
  table?: TableName,
  by = server,
): Promise<string> {
  const format: ExportFormat = table ? { kind: "csv", table } : { kind: "json" };
  const ending = table ? ".csv" : ".json";
  const [editor, commandLine] = [at(`editor${ending}`), at(`cli${ending}`)];
  fs.rmSync(commandLine, { force: true });
  const { result } = await exported(own, subject, format, editor, by);
  const [program, ...words] = result.command.split(" ");
  assert.equal(program, "sparse-diff");
  const places: Record<string, string> = {
    TEXT: own.text,
    MODEL: own.model,
    [`FILE${ending}`]: commandLine,
  };
  const run = cli(...words.map((word) => places[word] ?? word));
  assert.equal(run.stderr, "");
  const bytes = fs.readFileSync(editor);
  assert.equal(result.bytes, bytes.length);
  assert.ok(bytes.equals(fs.readFileSync(commandLine)), result.command);
  return bytes.toString("utf8");
}

const caret = (character: number): TracePlace => ({ kind: "caret", line: 0, character });
const trace = (place: TracePlace, more: Partial<TraceSettings> = {}): ExportSubject => ({
  kind: "trace",
  place,
  settings: { ...settings, ...more },
});
const span = (from: number, to: number): ExportSubject => ({
  kind: "wide",
  target: { kind: "span", start: { line: 0, character: from }, end: { line: 0, character: to } },
  depth: 20,
  method: "gradient",
});

test("traces of the paper's model, by every method and objective", needsSharedData, async () => {
  const text = Buffer.from(paper.text()).toString("utf8");
  const own = await open(text, sharedFile("sat_model.bin"));
  const place = caret(29);
  for (const method of namesOf(METHODS)) {
    const made = await sameBytes(own, trace(place, { method, depth: 12 }));
    const found = JSON.parse(made);
    assert.deepEqual(
      [found.position, found.method, found.provenance.backend],
      [28, method, "simd"],
    );
    assert.equal(
      found.provenance.settings.baseline,
      { integrated: "mean", occlusion: "mean" }[method as string],
    );
  }
  for (const objective of namesOf(OBJECTIVES)) await sameBytes(own, trace(place, { objective }));
  await sameBytes(own, trace(place, { target: "predicted", against: 32 }));
  await sameBytes(own, trace(place, { target: 101, depth: 0 }));
  for (const scope of ["display", "tracing"] as const)
    for (const [rule, value] of [
      ["nucleus", 0.95],
      ["share", 0.01],
      ["absolute", 0.001],
    ] as const) {
      const made = await sameBytes(
        own,
        trace(place, { threshold: { rule, value, scope } }),
        "bytes",
      );
      assert.match(made, /gradientNorm,shown\r\n/);
    }
  await sameBytes(own, trace(place), "neurons");
});

test(
  "selections, neurons, causes, reports and patterns of the paper's model",
  needsSharedData,
  async () => {
    const text = Buffer.from(paper.text()).toString("utf8");
    const own = await open(text, sharedFile("sat_model.bin"));
    await sameBytes(own, span(20, 30));
    await sameBytes(own, span(0, 9), "bytes");
    await sameBytes(own, {
      kind: "wide",
      target: { kind: "neuron", place: caret(200), neuron: 68 },
      depth: 20,
      method: "gated",
    });
    const causes = {
      kind: "causes",
      place: caret(29),
      settings: { ...settings, depth: 10 },
    } as const;
    await sameBytes(own, causes);
    await sameBytes(own, causes, "bytes");
    const report = { kind: "report", depth: 8 } as const;
    const found = JSON.parse(await sameBytes(own, report));
    assert.ok(Math.abs(found.bitsPerByte - 0.0789) < 0.01, String(found.bitsPerByte));
    await sameBytes(own, report, "lags");
    await sameBytes(own, report, "neurons");
    const patterns = { kind: "patterns", maxOffset: 30, levels: 8 } as const;
    const json = JSON.parse(await sameBytes(own, patterns));
    assert.deepEqual(json.offsets, [1, 8, 20, 3, 27, 2, 12, 7]);
    const rows = (await sameBytes(own, patterns, "patterns")).split("\r\n");
    assert.equal(rows.filter((row) => /^\d/.test(row)).length, 834);
    assert.ok(server.told.some(({ measure, fraction }) => measure === "export" && fraction > 0));
    const card = { kind: "card", neuron: 68, layer: 1 } as const;
    const { neuron, provenance } = JSON.parse(await sameBytes(own, card));
    assert.deepEqual([neuron, provenance.settings], [68, { neuron: 68, layer: 1 }]);
    for (const table of tablesOf("card")) await sameBytes(own, card, table);
  },
);

test("an LSTM of two layers with an alphabet: traces, its cells, a selection, a report", async () => {
  const model = at("char-lstm.pt");
  fs.writeFileSync(model, torchLstm());
  const own = await open(TEXT, model);
  // What the editor's setting asks for is not defined for it: the file says which method was used.
  const found = JSON.parse(await sameBytes(own, trace(caret(40))));
  assert.deepEqual([found.method, found.provenance.settings.method], ["gated", "gated"]);
  assert.deepEqual([...found.provenance.model.alphabet], CHARACTERS);
  assert.match(await sameBytes(own, trace(caret(40)), "cells"), /^neuron,layer,gradient/m);
  await sameBytes(own, trace(caret(40), { method: "occlusion" }), "neurons");
  await sameBytes(own, span(10, 20), "bytes");
  await sameBytes(own, { kind: "report", depth: 4 });
  await sameBytes(own, { kind: "report", depth: 4 }, "lags");
  await sameBytes(own, { kind: "patterns", maxOffset: 9, levels: 3 });
  // Of the layer below: by its gates, and without a readout of its own.
  const card = { kind: "card", neuron: 1, layer: 1 } as const;
  assert.match(await sameBytes(own, card, "reads"), /^input,\d+,/m);
  const upper = { kind: "card", neuron: 1, layer: 2 } as const;
  assert.match(await sameBytes(own, upper, "reads"), /^gate,neuron,weight\r$/m);
  await assert.rejects(
    exported(own, card, { kind: "csv", table: "writes" }, at("none.csv")),
    /'writes' is no table of this answer; expected contexts, reads, partners, histogram/,
  );
});

test("the command says what a person has to say of a net", async () => {
  const printable = netFile("printable.safetensors");
  await server.connection.sendNotification(alphabetsNotification.method, {
    alphabets: { [printable]: "printable" },
  });
  const named = JSON.parse(await sameBytes(await open(TEXT, printable), trace(caret(9))));
  assert.match(named.provenance.command, / --model MODEL --alphabet printable --at 8 /);
  const chosen = netFile("two-copies.safetensors#net=ema");
  const own = { ...(await open(TEXT, chosen)), model: netFile("two-copies.safetensors") };
  const one = JSON.parse(await sameBytes(own, trace(caret(9))));
  assert.equal(one.provenance.model.prefix, "ema");
  const relu = await open(TEXT, netFile("relu.safetensors"));
  const shown = JSON.parse(await sameBytes(relu, trace(caret(9))));
  assert.equal(shown.provenance.model.nonlinearity, "relu");
  // NAME.vocab.json beside the model, which has no name that the command line knows.
  const beside = await open("a new one is ", netFile("alphabet-short.safetensors"));
  const { result } = await exported(beside, trace(caret(2)), { kind: "json" }, at("beside.json"));
  assert.match(result.command, / --alphabet ALPHABET /);
});

test("in another language the files are the same bytes", async () => {
  const translations = JSON.parse(fs.readFileSync("media/l10n/bundle.l10n.de.json", "utf8"));
  const german = await startServer({ translations });
  try {
    const own = await open(TEXT, netFile("plain.safetensors"), german);
    const causes = {
      kind: "causes",
      place: caret(29),
      settings: { ...settings, depth: 10 },
    } as const;
    const patterns = { kind: "patterns", maxOffset: 9, levels: 3 } as const;
    const card = { kind: "card", neuron: 1, layer: 1 } as const;
    for (const subject of [trace(caret(40)), span(10, 20), causes, patterns, card])
      await sameBytes(own, subject, undefined, german);
    await sameBytes(own, { kind: "report", depth: 4 }, "lags", german);
    await sameBytes(own, card, "reads", german);
    const first = exported(own, trace(caret(0)), { kind: "json" }, at("first.json"), german);
    await assert.rejects(first, /das erste Byte hat keine Vergangenheit/);
  } finally {
    await german.stop();
  }
});

test("another backend is written only where the command line is told to", async () => {
  const own = await open(TEXT, netFile("plain.safetensors"));
  const { result } = await exported(own, trace(caret(9)), { kind: "json" }, at("simd.json"));
  const words = result.command.split(" ");
  const places = {
    TEXT: own.text,
    MODEL: own.model,
    "FILE.json": at("ref.json"),
    simd: "reference",
  };
  const run = cli(...words.slice(1).map((word) => places[word as "TEXT"] ?? word));
  assert.equal(run.status, 0);
  const found = JSON.parse(fs.readFileSync(at("ref.json"), "utf8"));
  assert.equal(found.provenance.backend, "reference");
  assert.match(found.provenance.command, / --backend reference /);
});

test("line ends, marks and characters of several bytes are those of the text", async () => {
  const text = "caf\u00e9 \u{1f408}\r\nna\u00efve\r\n";
  const own = await open(text, netFile("plain.safetensors"));
  const place = { kind: "character", line: 1, character: 2, byteOfCharacter: 1 } as const;
  const found = JSON.parse(await sameBytes(own, trace(place)));
  assert.equal(found.position, Buffer.from("caf\u00e9 \u{1f408}\r\nna").length);
  const end = JSON.parse(await sameBytes(own, trace({ kind: "caret", line: 2, character: 0 })));
  assert.deepEqual([end.targetIsTrue, end.position], [false, Buffer.from(text).length - 1]);
});

test("what has no answer is refused in a sentence, and leaves no file", async () => {
  const own = await open(TEXT, netFile("plain.safetensors"));
  const json = { kind: "json" } as const;
  const refuse = async (
    sentence: RegExp,
    subject: ExportSubject,
    format: ExportFormat = json,
    to = at("refused.json"),
    uri = own.uri,
  ) => {
    await assert.rejects(exported({ uri }, subject, format, to), sentence);
    assert.equal(fs.existsSync(to) && fs.statSync(to).isFile(), false, to);
  };
  await refuse(/the first byte has no past: nothing predicts it/, trace(caret(0)));
  await refuse(/the first byte has no past: nothing predicts it/, span(0, 1));
  await refuse(/expected an end after its start/, span(5, 5));
  await refuse(/against: causes are those of one byte's probability/, {
    kind: "causes",
    place: caret(9),
    settings: { ...settings, against: 32 },
  });
  const csv = { kind: "csv", table: "lags" } as const;
  await refuse(
    /table: 'lags'; expected bytes, neurons, cells/,
    trace(caret(9)),
    csv,
    at("refused.csv"),
  );
  const cells = { kind: "csv", table: "cells" } as const;
  await refuse(
    /'cells' is no table of this answer; expected bytes, neurons/,
    trace(caret(9)),
    cells,
    at("refused.csv"),
  );
  await refuse(/expected a file name that ends in \.csv/, trace(caret(9)), cells);
  await refuse(/to: Expected an absolute path/, trace(caret(9)), json, "refused.json");
  await refuse(/Cannot write .*refused\.json/, trace(caret(9)), json, at("no/folder/refused.json"));
  await refuse(/layer 2; expected 1/, { kind: "card", neuron: 0, layer: 2 });
  await refuse(/neuron 99; expected 0 to 5/, { kind: "card", neuron: 99, layer: 1 });
  await refuse(/4 levels; expected at most 3, one for each offset/, {
    kind: "patterns",
    maxOffset: 3,
    levels: 4,
  });
  const short = await open("abc", own.model);
  const patterns = { kind: "patterns", maxOffset: 30, levels: 8 } as const;
  await refuse(/3 bytes; expected at least 31/, patterns, json, at("refused.json"), short.uri);
  const one = await open("a", own.model);
  await refuse(
    /1 byte; expected at least 2/,
    { kind: "report", depth: 8 },
    json,
    at("refused.json"),
    one.uri,
  );
  await assert.rejects(
    ask(server.connection, exportRequest, {
      uri: own.uri,
      version: 0,
      subject: trace(caret(9)),
      format: json,
      to: at("refused.json"),
    }),
    /The document has changed since this was asked/,
  );
});

test("the text itself is never replaced", async () => {
  const file = at("text.json");
  fs.writeFileSync(file, TEXT);
  const uri = pathToFileURL(file).toString();
  await server.open(uri, TEXT);
  await server.attach(uri, netFile("plain.safetensors"));
  const link = at("link.json");
  fs.symlinkSync(file, link);
  for (const to of [file, link])
    await assert.rejects(
      exported({ uri }, trace(caret(9)), { kind: "json" }, to),
      /is the text itself; expected another file/,
    );
  assert.equal(fs.readFileSync(file, "utf8"), TEXT);
});

test("a cancelled export ends and leaves no file, and another can begin", async () => {
  const own = await open(TEXT.repeat(9000), netFile("plain.safetensors"));
  const to = at("cancelled.json");
  const params: ExportParams = {
    uri: own.uri,
    version: 1,
    subject: { kind: "report", depth: 8 },
    format: { kind: "json" },
    to,
  };
  const source = new CancellationTokenSource();
  const asked = ask(server.connection, exportRequest, params, source.token);
  await assert.rejects(ask(server.connection, exportRequest, params), /being exported already/);
  source.cancel();
  await assert.rejects(asked, { code: LSPErrorCodes.RequestCancelled });
  assert.equal(fs.existsSync(to), false);
  await sameBytes(own, trace(caret(29)));
});
