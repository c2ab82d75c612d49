// The bytes of exported files: what they say of themselves, nothing that another run or another place of the files would
// change, and the same numbers in both formats.
import assert from "node:assert/strict";
import os from "node:os";
import { test } from "node:test";
import { version } from "../../../../package.json";
import { exportFile } from "../../../../server/answers/exportFile";
import { answerOf, commandOf, type Question } from "../../../../server/answers/questions";
import type { Net, Subject } from "../../../../server/answers/subject";
import { finished } from "../../../../server/attribution/backward";
import { defaultOptions } from "../../../../server/attribution/types";
import { selectKernels } from "../../../../server/kernels/select";
import { readModel } from "../../../../server/nets/formats";
import type { ExportFormat } from "../../../../server/protocol/vocabulary/exports";
import { tablesOf } from "../../../../server/protocol/vocabulary/exports";
import { readCsv } from "../../../tools/csvReader";
import { readNet } from "../../../tools/nets";
import { torchLstm } from "../../../tools/torchLstm";

const TEXT = "the cat sat on the mat. ".repeat(4);
const backend = selectKernels("simd");

function net(bytes: Uint8Array, name: string, said = {}): Net {
  const { weights, net } = readModel(bytes, name, said);
  return { weights, net, name, sha256: "5".repeat(64) };
}

const plain = net(readNet("plain.safetensors"), "plain.safetensors");
const subjectOf = (model: Net): Subject => ({
  text: { bytes: new TextEncoder().encode(TEXT), sha256: "7".repeat(64) },
  model,
  backend,
});

function made(question: Question, format: ExportFormat = { kind: "json" }, model = plain): string {
  const subject = subjectOf(model);
  const answer = finished(answerOf(subject, question));
  const source = { text: subject.text, model, backend: backend.backend };
  return new TextDecoder().decode(exportFile(question, answer, source, format).bytes);
}

const trace: Question = { kind: "trace", asked: { ...defaultOptions, at: 40, depth: 6 } };
const QUESTIONS: readonly Question[] = [
  trace,
  { kind: "span", asked: { from: 10, to: 14, depth: 6, method: "gradient" } },
  { kind: "neuron", asked: { at: 40, neuron: 2, depth: 6, method: "gated" } },
  { kind: "causes", asked: { at: 40, depth: 6, baseline: "zero", target: "predicted" } },
  { kind: "report", asked: { depth: 4, controls: true, memory: true } },
  { kind: "patterns", asked: { maxOffset: 9, levels: 3, at: 40 } },
  { kind: "card", asked: { neuron: 2, layer: 1 } },
];

for (const question of QUESTIONS) {
  const { kind } = question;

  test(`${kind}: the file says what it is, and no more`, () => {
    const one = made(question);
    assert.equal(one, made(question));
    assert.ok(one.endsWith("}\n"));
    const json = JSON.parse(one);
    assert.equal(Object.keys(json)[0], "provenance");
    assert.ok(Object.keys(json).length > 5);
    const { command, ...provenance } = json.provenance;
    assert.deepEqual(provenance, {
      tool: "sparse-differentiation",
      version,
      text: { bytes: TEXT.length, sha256: "7".repeat(64) },
      model: {
        sha256: "5".repeat(64),
        cell: "elman",
        nonlinearity: "tanh",
        layers: 1,
        hiddenSize: plain.weights.H,
        alphabet: null,
      },
      settings: commandOf(question).options,
      backend: "simd",
    });
    for (const [name, value] of Object.entries(commandOf(question).options))
      assert.ok(` ${command} `.includes(value === true ? ` --${name} ` : ` --${name} ${value} `));
    for (const other of [
      process.cwd(),
      os.homedir(),
      os.hostname(),
      "plain.safetensors",
      "seconds",
    ])
      assert.ok(!one.includes(other), other);
  });

  for (const table of tablesOf(kind))
    if (table !== "cells")
      test(`${kind}, ${table}: a comment with the same provenance, and rows of numbers`, () => {
        const text = made(question, { kind: "csv", table });
        const { comment, records } = readCsv(text);
        const { provenance } = JSON.parse(made(question));
        const said = Object.fromEntries(comment.map((line) => line.split(/: (.*)/s).slice(0, 2)));
        for (const [path, value] of Object.entries(said)) {
          const found = path.split(".").reduce((part, key) => part?.[key], provenance);
          if (path === "command")
            assert.equal(
              JSON.parse(value as string),
              provenance.command.replace("FILE.json", `FILE.csv --table ${table}`),
            );
          else assert.equal(value, JSON.stringify(found), path);
        }
        const [titles = [], ...rows] = records;
        assert.equal(new Set(titles).size, titles.length);
        assert.ok(rows.length > 0);
        for (const row of rows) {
          assert.equal(row.length, titles.length);
          for (const field of row) assert.match(field, /^(|true|false|-?\d+(\.\d+)?(e-?\d+)?)$/);
        }
      });
}

test("a table holds the numbers of the JSON, to the bit", () => {
  const asked = {
    ...defaultOptions,
    at: 40,
    depth: 9,
    threshold: { rule: "nucleus", value: 0.9, scope: "display" },
  } as const;
  const { offsets } = JSON.parse(made({ kind: "trace", asked }));
  const { records } = readCsv(made({ kind: "trace", asked }, { kind: "csv", table: "bytes" }));
  const [titles = [], ...rows] = records;
  assert.deepEqual(titles, Object.keys(offsets[0]));
  assert.deepEqual(
    rows.map((row) => row.map((field) => JSON.parse(field))),
    offsets.map((row: object) => Object.values(row)),
  );
});

test("an LSTM's cells are a table, and no table of another net", () => {
  const lstm = net(torchLstm(), "char-lstm.pt");
  const gated: Question = { kind: "trace", asked: { ...trace.asked, method: "gated" } as never };
  const { records } = readCsv(made(gated, { kind: "csv", table: "cells" }, lstm));
  assert.deepEqual(records[0], ["neuron", "layer", "gradient", "share", "activation"]);
  assert.equal(records.length, 1 + lstm.weights.H * lstm.net.layers);
  assert.throws(
    () => made(trace, { kind: "csv", table: "cells" }),
    /'cells' is no table of this answer; expected bytes, neurons/,
  );
});

test("a prefix is quoted for a shell, and has no line of its own in a comment", () => {
  const odd = { ...plain, name: "a.safetensors#net=it's a\nnet" };
  const { provenance } = JSON.parse(made(trace, { kind: "json" }, odd));
  assert.equal(provenance.model.prefix, "it's a\nnet");
  assert.ok(provenance.command.includes(` --prefix 'it'\\''s a\nnet' --at 40 `));
  const { comment } = readCsv(made(trace, { kind: "csv", table: "bytes" }, odd));
  assert.ok(comment.includes('model.prefix: "it\'s a\\nnet"'));
});

test("a number that is not finite is refused", () => {
  const { text } = subjectOf(plain);
  const answer = { json: { bits: Number.NaN }, tables: {} };
  assert.throws(
    () => exportFile(trace, answer, { text, model: plain, backend: "simd" }, { kind: "json" }),
    /plain\.safetensors: bits is NaN; expected a finite number/,
  );
});
