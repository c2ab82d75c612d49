// The library `sparse-differentiation` as it is built: on Node and in a real Chromium its answers are the command line's JSON,
// byte for byte; what is wrong is an error with one sentence; work pauses, and can be aborted.
import assert from "node:assert/strict";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import type * as Library from "../../server/library/main.node";
import { ALPHABETS } from "../../server/protocol/vocabulary/alphabets";
import { findProgram, provideProgram } from "../tools/apt.mjs";
import { netFile } from "../tools/nets";
import { load, type VectorName, vectorFile } from "../tools/vectors";
import { cli } from "./commandLine";

const built = (name: string) => path.resolve("dist/library", name);
// Not seen by the bundler of tests.
const imported: (file: string) => Promise<typeof Library> = new Function(
  "file",
  "return import(file)",
) as never;
const library = imported(pathToFileURL(built("node.mjs")).href);

const NAMES = ["h13-short", "h20-random-bytes", "h37-utf8-crlf"] as const;
const sample = (name: string) => path.resolve("media/sample", name);

/** A question, in the words of the library and of the command line. */
interface Asked {
  readonly ask: "trace" | "causes" | "report" | "patterns";
  readonly at?: number;
  readonly options?: object;
  readonly args: readonly string[];
}

const ASKED: readonly Asked[] = [
  { ask: "trace", at: 300, args: [] },
  {
    ask: "trace",
    at: 120,
    options: {
      depth: 20,
      method: "gated",
      objective: "margin",
      target: 60,
      threshold: { rule: "nucleus", value: 0.9, scope: "tracing" },
    },
    args: "--depth 20 --method gated --objective margin --target 60 --nucleus 0.9 --while-tracing".split(
      " ",
    ),
  },
  {
    ask: "trace",
    at: 2722,
    options: { method: "occlusion", baseline: "zero", against: 32, depth: 5 },
    args: "--method occlusion --baseline zero --against 32 --depth 5".split(" "),
  },
  { ask: "causes", at: 300, options: { depth: 20 }, args: ["--depth", "20"] },
  { ask: "report", args: [] },
  { ask: "report", options: { depth: 3, controls: true }, args: ["--depth", "3", "--controls"] },
];

function ofCommandLine({ ask, at, args }: Asked, text: string, model: string): string {
  const position = at === undefined ? [] : ["--at", String(at)];
  const { stdout, stderr } = cli(
    ask,
    text,
    "--model",
    model,
    ...position,
    ...args,
    "--backend",
    "simd",
    "--json",
  );
  assert.equal(stderr, "");
  return stdout.trimEnd();
}

async function ofLibrary(text: Library.Text, { ask, at, options }: Asked): Promise<string> {
  const given = at === undefined ? [options] : [at, options];
  return JSON.stringify(await (text[ask] as (...given: unknown[]) => Promise<object>)(...given));
}

async function opened(): Promise<Library.Text> {
  const { loadModel, openText } = await library;
  return openText(fs.readFileSync(sample("sample.xml")), await loadModel(sample("sample.bin")));
}

test("its answers are the command line's, byte for byte", async () => {
  const text = await opened();
  for (const asked of ASKED)
    assert.equal(
      await ofLibrary(text, asked),
      ofCommandLine(asked, sample("sample.xml"), sample("sample.bin")),
    );
});

test("so are those of other nets, from paths, URLs and bytes, of texts as bytes and as strings", async () => {
  const { loadModel, openText } = await library;
  for (const name of NAMES satisfies readonly VectorName[]) {
    const [model, file] = [vectorFile(`${name}.bin`), vectorFile(`${name}.txt`)];
    const bytes = fs.readFileSync(model);
    const models = [
      await loadModel(model),
      await loadModel(pathToFileURL(model)),
      await loadModel(pathToFileURL(model).href),
      await loadModel(bytes, { name: `${name}.bin` }),
      await loadModel(Uint8Array.from(bytes).buffer, { name: `${name}.bin` }),
    ];
    for (const one of models) assert.deepEqual(one, models[0]);
    const { vectors, text } = load(name);
    const { position, probability } = vectors.traces[0]!;
    const asked = { ask: "trace", at: position, args: [] } as const;
    const expected = ofCommandLine(asked, file, model);
    assert.equal(await ofLibrary(openText(text, models[3]!), asked), expected);
    const found = JSON.parse(expected).probability;
    assert.ok(Math.abs(found - probability) <= 1e-4 * probability);
  }
  const [name] = ["h37-utf8-crlf"];
  const model = await loadModel(vectorFile(`${name}.bin`));
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(load("h37-utf8-crlf").text);
  const asked = { ask: "report", args: [] } as const;
  assert.equal(
    await ofLibrary(openText(text, model), asked),
    ofCommandLine(asked, vectorFile(`${name}.txt`), vectorFile(`${name}.bin`)),
  );
});

test("what is wrong is an error with one sentence", async () => {
  const { InputError, loadModel, openText } = await library;
  const text = await opened();
  const model = text.model;
  const short = openText("a", model);
  const wrong = (value: unknown) => value as never;
  const refused: [() => unknown, RegExp][] = [
    [() => text.trace(-1), /^trace: at is -1; expected a whole number from 0 to 2722/],
    [() => text.trace(2723), /^trace: at is 2723; expected a whole number from 0 to 2722/],
    [() => text.trace(wrong("28")), /^trace: at is '28'; expected a whole number/],
    [() => text.trace(1, wrong({ dept: 3 })), /^trace: dept: not an option; expected .*depth/],
    [() => text.trace(1, { depth: 0.5 }), /^trace: depth: /],
    [() => text.trace(1, { method: wrong("magic") }), /^trace: method: Expected .*"gradient"/],
    [() => text.trace(1, { baseline: "zero" }), /^trace: baseline: has no meaning for the method/],
    [() => text.trace(1, { target: 256 }), /^trace: target: /],
    [
      () => text.trace(1, { threshold: { rule: "share", value: 2, scope: "display" } }),
      /^trace: threshold: Expected a share of at most 1 but received 2/,
    ],
    [
      () => text.trace(1, { threshold: { rule: "absolute", value: Infinity, scope: "display" } }),
      /^trace: threshold\.value: Expected a finite number but received Infinity/,
    ],
    [() => text.causes(1, { depth: 1001 }), /^causes: depth: Expected <=1000 but received 1001/],
    [() => text.report({ depth: 1001 }), /^report: depth: /],
    [
      () => text.patterns({ maxOffset: 4, levels: 5 }),
      /^patterns: levels is 5; expected at most 4/,
    ],
    [() => short.report(), /^report: the text has 1 byte; expected at least 2/],
    [() => short.patterns(), /^patterns: the text has 1 byte; expected at least 31/],
    [() => openText("", model), /^openText: no bytes/],
    [() => openText(wrong(7), model), /^openText: the text is of type number; expected a string/],
    [() => openText("a", wrong({ ...model })), /^openText: the second argument is no model/],
    [() => loadModel(wrong(7)), /^loadModel: 7; expected a path, a file: URL/],
    [() => loadModel("https://example.org/model.bin"), /^Cannot read https:\/\/example/],
    [() => loadModel(sample("sample.xml")), /sample\.xml: /],
    [() => loadModel(""), /^the model's path is ''; expected a file/],
    [
      () => loadModel(`${netFile("two-copies.safetensors")}#net=ema`, { prefix: "model" }),
      /^.*#net=ema: its net is chosen by #net=, and the prefix 'model' chooses another/,
    ],
    [() => loadModel(new Uint8Array(9)), /^model: /],
    [() => loadModel(sample("sample.bin"), { name: "x" }), /^loadModel: name: a file has its own/],
  ];
  for (const [ask, sentence] of refused) {
    const error = await (async () => ask())().then(
      () => assert.fail(`not refused: ${sentence}`),
      (error: Error) => error,
    );
    assert.match(error.message, sentence);
    assert.doesNotMatch(error.message, /\n/);
    if (!error.message.startsWith("Cannot read")) assert.ok(error instanceof InputError);
  }
});

test("the characters of a model may be said by name or one by one; a byte that is none is refused", async () => {
  const { loadModel, openText } = await library;
  const file = path.resolve("test/data/nets/printable.safetensors");
  await assert.rejects(loadModel(file), /printable\.safetensors: .*--alphabet/);
  const named = await loadModel(file, { alphabet: "printable" });
  const alphabet = [...ALPHABETS.printable.characters];
  const listed = await loadModel(fs.readFileSync(file), {
    name: "printable.safetensors",
    alphabet,
  });
  assert.deepEqual(named.net.alphabet, { size: 100, isBytes: false });
  const asked = { ask: "trace", at: 2, args: [] } as const;
  const text = "abcd\u00e9";
  assert.equal(
    await ofLibrary(openText(text, listed), asked),
    await ofLibrary(openText(text, named), asked),
  );
  await assert.rejects(openText(text, named).trace(3), /0xC3.* alphabet/);
  await assert.rejects(
    openText(text, named).trace(2, { target: 0xe9 }),
    /^InputError: trace: target: 0xE9 is not in this model's alphabet/,
  );
});

test("long work lets others run, tells how far it is, and ends where it is aborted", async () => {
  const text = await opened();
  const told: number[] = [];
  let turns = 0;
  const counting = setInterval(() => turns++, 1);
  await text.report({ depth: 50, onProgress: (fraction) => told.push(fraction) });
  clearInterval(counting);
  assert.ok(turns > 0 && told.length > 0);
  assert.deepEqual(
    told,
    [...told].sort((a, b) => a - b),
  );
  assert.ok(told.every((fraction) => fraction >= 0 && fraction <= 1));
  const controller = new AbortController();
  const aborted = text.report({
    depth: 50,
    signal: controller.signal,
    onProgress: () => controller.abort(new Error("enough")),
  });
  await assert.rejects(aborted, /^Error: enough$/);
  await assert.rejects(text.trace(3, { signal: AbortSignal.abort() }), { name: "AbortError" });
});

test(
  "in a browser its answers are the same bytes",
  provideProgram("chromium", "chromium"),
  async () => {
    const page = fs.readFileSync("docs/notebooks.md", "utf8");
    const [, own = ""] = [...page.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
    const [importing = "", snippet = ""] = /^(import [^\n]+\n)([\s\S]*)$/.exec(own)?.slice(1) ?? [];
    assert.match(
      importing,
      /"\.\/node_modules\/sparse-differentiation\/dist\/library\/browser\.mjs"/,
    );
    const files: Readonly<Record<string, string>> = {
      "/node_modules/sparse-differentiation/dist/library/browser.mjs": built("browser.mjs"),
      "/sample.bin": sample("sample.bin"),
      "/sample.xml": sample("sample.xml"),
    };
    const html = `<!doctype html><script type="module">${importing}
    window.sparseDiff = { loadModel, openText };
    window.snippet = async () => { ${snippet} return probability; };
  </script>`;
    const server = http.createServer(({ url = "" }, response) => {
      const file = files[url];
      const type = url.endsWith(".mjs")
        ? "text/javascript"
        : file
          ? "application/octet-stream"
          : "text/html";
      response.writeHead(200, { "content-type": type });
      response.end(file ? fs.readFileSync(file) : html);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const executablePath = process.env.SPARSE_DIFF_CHROMIUM ?? findProgram(["chromium"]) ?? "";
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    try {
      const tab = await browser.newPage();
      const failures: string[] = [];
      tab.on("pageerror", (error) => failures.push(error.message));
      await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      await tab.waitForFunction("window.sparseDiff !== undefined");
      for (const { ask, at, options, args } of ASKED) {
        const given = JSON.stringify(at === undefined ? [options ?? {}] : [at, options ?? {}]);
        const answer = await tab.evaluate(`(async () => {
        const bytes = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());
        const { loadModel, openText } = window.sparseDiff;
        const model = await loadModel(await bytes("/sample.bin"), { name: "sample.bin" });
        const text = openText(await bytes("/sample.xml"), model);
        return JSON.stringify(await text.${ask}(...${given}));
      })()`);
        const expected = { ask, ...(at === undefined ? {} : { at }), args };
        assert.equal(answer, ofCommandLine(expected, sample("sample.xml"), sample("sample.bin")));
      }
      const refused = await tab.evaluate(
        `window.sparseDiff.loadModel("/sample.bin").catch((error) => error.message)`,
      );
      assert.match(String(refused), /^loadModel: a browser has no files; expected bytes, such as /);
      const { loadModel, openText } = await library;
      const text = openText("What a page holds.", await loadModel(sample("sample.bin")));
      assert.equal(await tab.evaluate("window.snippet()"), (await text.trace(4)).probability);
      assert.deepEqual(failures, []);
    } finally {
      await browser.close();
      server.close();
    }
  },
);
