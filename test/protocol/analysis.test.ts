// The whole analysis over a real connection and by the real command line: one JSON, the numbers of the HTML file, the paper's
// figures, the bounds of what is measured beside the report, cancellation, and what is refused.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { CancellationTokenSource, LSPErrorCodes } from "vscode-languageserver-protocol";
import { type AnalyseParams, analyseRequest } from "../../server/protocol/wire/analysis";
import type { AnalysisJson, ToldAnalysis } from "../../server/protocol/wire/reportJson";
import { cellText } from "../../server/protocol/wire/sheet";
import { count, three } from "../../server/protocol/words/numbers";
import { analysisSheet } from "../../server/protocol/words/reportSheet";
import { initialWeights } from "../../server/training/initialise";
import { createRandom } from "../../server/training/random";
import { netFile } from "../tools/nets";
import { needsSharedData, paper, sharedFile } from "../tools/sharedData";
import { json } from "./commandLine";
import { modelFile } from "./modelFile";
import { ask, type Server, startServer } from "./server";

const small = modelFile(
  initialWeights(8, createRandom(3), { recurrent: 0.9, input: 0.7, output: 0.5 }),
);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-analysis-"));
let server: Server;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
  fs.rmSync(folder, { recursive: true });
});

const open = (text: string, modelPath = small) => server.openWith(text, modelPath);

const analyse = (
  uri: string,
  more: Partial<AnalyseParams> = {},
  token?: CancellationTokenSource,
  by = server,
) => ask(by.connection, analyseRequest, { uri, version: 1, ...more }, token?.token);

const figureOf = ({ published }: Pick<AnalysisJson, "published">, name: string) =>
  published?.find(({ figure }) => figure === name);

test(
  "the paper's text: the command line's numbers, and what reproduces",
  needsSharedData,
  async () => {
    const [text, model] = [sharedFile("enwik_1024.txt"), sharedFile("sat_model.bin")];
    const uri = await open(Buffer.from(paper.text()).toString("utf8"), model);
    const { result: told, bytes, model: name } = await analyse(uri);
    const result = told.json;
    assert.deepEqual(told.words, { net: result.net, published: result.published });
    assert.deepEqual([bytes, name], [1024, "sat_model.bin"]);
    const html = path.join(folder, "paper.html");
    const printed = json<AnalysisJson>(
      ...["report", text, "--model", model, "--controls", "--html", html],
    );
    const { net: _net, version: _version, backend: _backend, ...own } = result;
    const { trainedOnThisText: _trained, memory, model: ofModel, ...rest } = own;
    assert.deepEqual({ ...printed, model: undefined }, { ...rest, model: undefined });
    assert.equal(ofModel.sha256, printed.model.sha256);
    assert.equal(result.lyapunov?.natsPerStep?.toFixed(3), "-0.004");
    assert.equal(result.distributions.probability.above99.toFixed(2), "0.72");
    // Evenly chosen targets, as many for each length, fewer than all 1,023.
    assert.ok(memory.every(({ count }) => count >= 64 && count < 1023));
    assert.deepEqual(
      result.positions.mostSurprising.slice(0, 1).map(({ position, byte }) => [position, byte]),
      [[57, 34]],
    );

    assert.equal(figureOf(result, "bits per byte")?.reproduces, true);
    assert.equal(figureOf(result, "ratio of the mean norms, k = 8")?.measured, "2.36");
    const mixed = figureOf(result, "mean norm, k = 0");
    assert.deepEqual(
      [mixed?.published, mixed?.measured, mixed?.reproduces],
      ["0.103", "0.1041", false],
    );
    assert.match(mixed?.remark ?? "", /the printed figure is the mean over all t >= 0, 0\.1034/);
    assert.deepEqual(
      result.published?.filter(({ reproduces }) => !reproduces).map(({ figure }) => figure),
      [
        ...[0, 1, 2, 3, 5].map((k) => `mean norm, k = ${k}`),
        "mean |attr|, k = 7",
        "dominant neurons",
        "growth at each step",
      ],
    );
    assert.ok(result.published?.every(({ reproduces, remark }) => reproduces || remark !== ""));
  },
);

test(
  "in another language the JSON is the same, and the sheet is in that language",
  needsSharedData,
  async () => {
    const translations = JSON.parse(fs.readFileSync("media/l10n/bundle.l10n.de.json", "utf8"));
    const german = await startServer({ translations });
    try {
      const text = Buffer.from(paper.text()).toString("utf8");
      const model = sharedFile("sat_model.bin");
      const [here, there] = await Promise.all([
        open(text, model).then((uri) => analyse(uri)),
        german.openWith(text, model).then((uri) => analyse(uri, {}, undefined, german)),
      ]);
      assert.deepEqual(there.result.json, here.result.json);
      const { net, published } = there.result.words;
      assert.equal(net, "Elman 128, one-hot, 256 Bytes");
      const figures = here.result.json.published ?? [];
      assert.deepEqual(
        published?.map(({ reproduces }) => reproduces),
        figures.map(({ reproduces }) => reproduces),
      );
      assert.equal(published?.[0]?.figure, translations["bits per byte"]);
      assert.notEqual(published?.[0]?.figure, figures[0]?.figure);
    } finally {
      await german.stop();
    }
  },
);

/** The cells of the table under a heading of an HTML page of ours. */
function tableIn(page: string, heading: string): string[][] {
  const section = page.slice(page.indexOf(`<h2>${heading}</h2>`)).split("</section>")[0] ?? "";
  const body = section.split("<tbody>")[1]?.split("</tbody>")[0] ?? "";
  return body
    .split("</tr>")
    .slice(0, -1)
    .map((row) => [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) => plain(cell)));
}

const plain = (html = "") =>
  html.replaceAll(/<[^>]+>/g, "").replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(code));

test("the tables of the HTML file have the numbers of the JSON", () => {
  const text = path.join(folder, "some.txt");
  fs.writeFileSync(
    text,
    "Some text <b>with</b> marks & more of them, again and again.\n".repeat(40),
  );
  const html = path.join(folder, "some.html");
  const csv = path.join(folder, "some.csv");
  const found = json<AnalysisJson>(
    ...["report", text, "--model", small, "--controls", "--memory", "--depth", "5"],
    ...["--html", html, "--csv", csv],
  );
  const page = fs.readFileSync(html, "utf8");
  const words = (value: number | null) => (value === null ? "-" : three(value));
  assert.deepEqual(
    tableIn(page, "Norm of the gradient by lag").map((row) => row.slice(0, 5)),
    found.lags.map((l) => [
      String(l.k),
      ...[l.meanNorm, l.lowNorm, l.medianNorm, l.highNorm].map(words),
    ]),
  );
  assert.deepEqual(
    tableIn(page, "Attribution by lag").map((row) => row.slice(2)),
    found.lags.map((l) =>
      [l.meanAbsAttribution, l.lowAbsAttribution, l.medianAbsAttribution, l.highAbsAttribution].map(
        words,
      ),
    ),
  );
  assert.deepEqual(
    tableIn(page, "How certain the net is").map(([, , n]) => n),
    found.distributions.probability.bins.map((bin) => count(bin.count)),
  );
  assert.deepEqual(
    tableIn(page, "How large the gradient is").map(([from, , n]) => [from, n]),
    found.distributions.gradientNorm.bins.map((bin) => [three(bin.from), count(bin.count)]),
  );
  assert.deepEqual(
    tableIn(page, "The most surprising bytes").map(([name, t, , , bits]) => [
      name,
      Number(t),
      bits,
    ]),
    found.positions.mostSurprising.map(({ position, bits }) => [
      `byte ${position + 1}`,
      position,
      three(bits),
    ]),
  );
  assert.deepEqual(
    tableIn(page, "How much of the past the net needs").slice(0, -1),
    found.memory.map((limit) => [
      String(limit.m),
      limit.bitsPerByte.toFixed(3),
      count(limit.count),
    ]),
  );
  assert.deepEqual(
    tableIn(page, "The neurons that carry the gradient")[0]?.[1],
    `h${[...found.neurons].sort((a, b) => b.meanAbsGradient - a.meanAbsGradient)[0]?.neuron}`,
  );
  const [titles, ...lines] = fs.readFileSync(csv, "utf8").trim().split("\n");
  const column = titles?.split(",").indexOf("highRatio") ?? -1;
  assert.deepEqual(
    lines.map((line) => Number(line.split(",")[column])),
    found.lags.map(({ highRatio }) => highRatio),
  );
  assert.equal(lines[0]?.split(",").at(-2), String(found.population.count));
});

for (const [what, text] of [
  ["of 2 bytes", "ab"],
  ["that is constant", "a".repeat(300)],
] as const)
  test(`a text ${what}: numbers or null, no NaN, and sentences instead of empty tables`, async () => {
    const { result } = await analyse(await open(text));
    assert.ok(!JSON.stringify(result).includes("NaN"));
    const sheet = analysisSheet(result, "a.txt");
    const cells = sheet.sections.flatMap(({ sentences, table }) => [
      ...sentences,
      ...(table?.rows.flat().map(cellText) ?? []),
    ]);
    assert.ok(cells.every((words) => !/NaN|undefined|not a number|null/.test(words)));
    const charts = sheet.sections.flatMap(({ chart }) => chart ?? []);
    assert.ok(!JSON.stringify(charts).includes("null"));
    if (text.length > 2) return;
    assert.equal(result.json.lyapunov, null);
    assert.ok(cells.includes("No position has a past of 8 bytes: choose a smaller depth."));
  });

test("nets with gates, layers and alphabets have all of it but the paper's gradient", async () => {
  const text = "the cat sat on the mat, and \u00e9 too; ".repeat(20);
  const of = async (net: string) => (await analyse(await open(text, netFile(net)))).result;
  const headings = (told: ToldAnalysis) =>
    analysisSheet(told, "a").sections.map(({ heading }) => heading);
  for (const net of ["lstm-two-layers-embedding.safetensors", "gru-three-layers.safetensors"]) {
    const told = await of(net);
    const found = told.json;
    assert.ok(Number.isFinite(found.lyapunov?.natsPerStep), net);
    assert.deepEqual([found.spectralRadius, found.lags[0]?.medianAbsAttribution], [null, null]);
    assert.ok(found.lags.every(({ medianAbsGated }) => medianAbsGated !== null));
    assert.ok(!headings(told).includes("Attribution by lag"));
    assert.ok(headings(told).includes("Gated attribution by lag"));
  }
  const told = await of("alphabet.safetensors");
  const found = told.json;
  assert.ok(found.outside >= 40);
  assert.equal(found.predictions + found.outside, found.bytes - 1);
  assert.ok(headings(told).includes("How certain the net is"));
});

test("a cancellation ends it, a second one beside it is refused, and so is a text of one byte", async () => {
  const uri = await open("A text that is long enough, of words and marks. ".repeat(20_000));
  const token = new CancellationTokenSource();
  const first = analyse(uri, { depth: 1000 }, token);
  await assert.rejects(analyse(uri), /it is being analysed already/);
  token.cancel();
  await assert.rejects(first, ({ code }) => code === LSPErrorCodes.RequestCancelled);
  await assert.rejects(
    open("a").then((one) => analyse(one)),
    /1 byte; expected at least 2/,
  );
  await assert.rejects(analyse(uri, { depth: 1001 }), /depth/);
});
