// The corpus of injections in a real editor: as a text, as the names of the text, of models and of tensors. Hovers, the sidebar,
// the sheet, the list of pins and notifications show them as text, nothing of them runs, and no page of the window asks
// anything of another machine.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import type { Frame } from "playwright-core";
import { packTensors } from "../../server/nets/safetensors";
import { fileNameOf, INJECTIONS, textsOf } from "../tools/injections";
import { readNet } from "../tools/nets";
import { openWatched, type Watched } from "./doors";
import { wholeHoverAt } from "./hovers";
import { type OpenEditor, pageTest } from "./page";
import { eventually, statusSays } from "./painted";
import { listOf } from "./pinsList";
import { sheetPage } from "./sheets";
import { openSidebar } from "./sidebar";
import { messageIn } from "./told";

const KINDS = ["html", "markdown", "icons", "bidi", "template"];
const named = (kinds: readonly string[]) =>
  fileNameOf(kinds.map((kind) => textsOf(kind)[0]).join(" "));
const TEXT = `${named(KINDS)}.txt`;
const MODEL = `${named(KINDS)}.safetensors`;
const BAD = `bad ${named(["markdown", "icons"])}.safetensors`;
/** What a line of the editor is: the same length in the page as in the text. */
const LINES = INJECTIONS.filter(({ kind }) => !/ansi|bidi|invisible|surrogate/.test(kind)).map(
  ({ text }) => text.replaceAll(/[\t\n]/g, " "),
);

let window: Watched;
let editor: OpenEditor;
const asked: string[] = [];

before(async () => {
  window = await openWatched({
    files: {
      "first.md": "# First\n",
      [TEXT]: `${LINES.join("\n")}\n${INJECTIONS.map(({ text }) => text).join("\n")}\n`,
      [MODEL]: readNet("gru.safetensors"),
      [BAD]: packTensors(
        textsOf("markdown").map((name) => [name, [1], new Float32Array(1)] as const),
        {},
      ),
    },
    open: "first.md",
    workspaceSettings: {
      "sparseDiff.enabledFor": ["**/*.txt"],
      "sparseDiff.model": MODEL,
      "editor.links": false,
      "editor.unusualLineTerminators": "off",
    },
    viewport: { width: 1280, height: 1000 },
  });
  ({ editor } = window);
  editor.page.on("request", (request) => asked.push(request.url()));
  await window.inHost(async ({ vscode }, name) => {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);
    await vscode.window.showTextDocument(uri, { preview: false });
  }, TEXT);
  await statusSays(editor, /bits\/byte/);
});
after(() => window?.close());

pageTest("hovers show them as text, with no link or picture but the extension's own", async () => {
  const text = editor.editor(TEXT);
  for (const [i, line] of LINES.entries()) {
    if (i % 3 > 0) continue;
    const { element } = await text.hoverAt(i + 1, Math.min(4, line.length));
    await isPlain(element.locator(".hover-contents"));
  }
  const whole = await wholeHoverAt(text, 3, 8);
  await isPlain(whole.element.locator(".hover-contents"));
  assert.match(whole.text, /'<'/);
});

async function isPlain(hover: ReturnType<OpenEditor["page"]["locator"]>): Promise<void> {
  const found = await hover.evaluateAll((all) =>
    all.flatMap((contents) => [
      ...[...contents.querySelectorAll("a")].map(
        (a) => `a ${a.getAttribute("data-href") ?? a.getAttribute("href") ?? ""}`,
      ),
      ...[...contents.querySelectorAll("img")].map((img) => `img ${img.src.slice(0, 30)}`),
      ...[...contents.querySelectorAll("script, iframe, form, input, base, svg")].map(
        (e) => e.tagName,
      ),
    ]),
  );
  const foreign = found.filter(
    (words) => !/^a command:sparseDiff\.|^img data:image\/svg/.test(words),
  );
  assert.deepEqual(foreign, []);
}

pageTest("the sidebar, the pins and the sheet show them as text", async () => {
  const sidebar = await openSidebar(editor);
  await editor.editor(TEXT).placeCaret(2, 6);
  await sidebar.headline(/at byte/);
  await editor.runCommand("Sparse Diff: Pin");
  await eventually(
    () => listOf(editor, "Pins").locator(".monaco-list-row").count(),
    (rows) => rows === 1,
    "no pin is listed",
  );
  assert.equal(await listOf(editor, "Pins").locator(".monaco-list-row img").count(), 0);
  const main = await sidebar.page.locator("main").elementHandle();
  await hasOnlyItsOwn((await main?.ownerFrame()) as Frame);
  await editor.runCommand("Sparse Diff: Analyse File");
  const { frame } = await sheetPage(editor, /./);
  await hasOnlyItsOwn(frame);
});

async function hasOnlyItsOwn(frame: Frame): Promise<void> {
  const found = await frame.evaluate(() => [
    ...[...document.querySelectorAll("img, iframe, form, base, object, embed")].map(
      (e) => e.outerHTML,
    ),
    ...[...document.querySelectorAll("a")]
      .map((a) => a.href)
      .filter((href) => !href.startsWith("#")),
    ...("ran" in globalThis ? ["ran"] : []),
  ]);
  assert.deepEqual(found, []);
}

pageTest("notifications and pickers show names of models and tensors as text", async () => {
  await window.inHost(async ({ vscode }, name) => {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);
    await vscode.window.showTextDocument(uri, { preview: false });
  }, TEXT);
  await editor.runCommand("Sparse Diff: Select Model");
  await editor.input.waitFor();
  await eventually(
    () => editor.labels(),
    (labels) => labels.some((label) => label.startsWith("bad ")),
    "the bad model is not listed",
  );
  await editor.choose(BAD);
  const words = await messageIn(await editor.notification(/bad /));
  assert.match(words, /\] \(command:/);
});

pageTest("nothing ran, and nothing was asked of another machine", async () => {
  assert.equal(await editor.page.evaluate(() => "ran" in globalThis), false);
  const own =
    /^(https?|wss?):\/\/([\w-]+\.)*(localhost|127\.0\.0\.1)(:\d+)?\/|^(data|blob|about|vscode-\w+):/;
  // VS Code gives the files of webviews addresses that its own service worker answers.
  const isOwn = (url: string) =>
    own.test(url) || /^https:\/\/[\w.+%-]*\.vscode-resource\.vscode-cdn\.net\//.test(url);
  assert.deepEqual(
    asked.filter((url) => !isOwn(url)),
    [],
  );
  const seen = window.seen().filter(({ kind }) => kind !== "started" && kind !== "uncaught");
  const ours = seen.filter(({ command, stack }) =>
    /dist[\\/](server|worker|extension)/.test(`${command}\n${stack}`),
  );
  assert.deepEqual(ours, []);
  const started = window.seen().filter(({ kind }) => kind === "started");
  assert.ok(started.some(({ command }) => command.includes("--type=extensionHost")));
  assert.ok(started.some(({ command }) => command.includes("dist/server.js")));
});
