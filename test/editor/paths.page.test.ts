// The neuron paths beside the paper's text, at t = 10: the server's numbers, mouse and keyboard, graph, tree and table, what
// is remembered while the tab is hidden, each state without a graph, and the four themes.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { type EditorPaths, pathsRequest } from "../../server/protocol/wire/paths";
import { signed } from "../../server/protocol/words/numbers";
import { ask, settings, startServer } from "../protocol/server";
import { paper, sharedFile } from "../tools/sharedData";
import type { OpenEditor } from "./page";
import { eventually, painted } from "./painted";
import { canRun, MODEL, paperTest, TEXT } from "./paperFiles";
import { OFF, paperWindow } from "./paperWindow";
import { openPaths, type PathsPage, pathsPage } from "./paths";
import { violationsIn } from "./sidebar";
import { THEMES, useTheme } from "./themes";

let editor: OpenEditor;
let paths: PathsPage;
/** The server's own answer for t = 10. */
let answer: EditorPaths;
const complaints: string[] = [];

before(async () => {
  if (!canRun) return;
  answer = await serverAnswer();
  editor = await paperWindow(1000);
  await editor.page.setViewportSize({ width: 1600, height: 1000 });
  editor.page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  await editor.editor(TEXT).placeCaret(1, 12);
  paths = await openPaths(editor);
  await paths.head(/'x' at byte 11/);
});
after(async () => {
  if (!editor) return;
  await useTheme(editor, "dark");
  await backToX();
  await editor.runCommand("Sparse Diff: Select Layer");
  await editor.pick("Trace");
});

async function serverAnswer(): Promise<EditorPaths> {
  const server = await startServer();
  try {
    const uri = "untitled:enwik";
    await server.open(uri, Buffer.from(paper.text()).toString("utf8"));
    await server.attach(uri, sharedFile(MODEL));
    await server.status(({ percent }) => percent === 100);
    const place = { kind: "caret", line: 0, character: 11 } as const;
    const asked = { uri, version: 1, place, settings, columns: 8, neurons: 6, least: 0.03 };
    const found = await ask(server.connection, pathsRequest, asked);
    assert.ok(found.kind === "paths");
    return found;
  } finally {
    server.stop();
  }
}

/** Without pins, and with the caret before the 'x'. */
async function backToX(): Promise<void> {
  await editor.editor(TEXT).focus();
  await editor.runIfOffered("Sparse Diff: Clear Pins");
  await editor.editor(TEXT).placeCaret(1, 12);
}

const count = (selector: string) => paths.frame.locator(selector).count();
const counts = (selector: string, wanted: number) =>
  eventually(
    () => count(selector),
    (found) => found === wanted,
    `there are not ${wanted} of ${selector}`,
  );
function edges(k: number) {
  return answer.bytes[k]!.neurons.flatMap(({ neuron, edges }) =>
    edges.map(({ from, value }) => ({ to: neuron, from, size: Math.abs(value) })),
  ).sort((a, b) => b.size - a.size);
}

paperTest(
  "one sentence says which prediction, and the share that is drawn is printed",
  async () => {
    await paths.head(/'x' at byte 11, predicted from t = 10 \(space\) with p 0\.996: its gradient/);
    await paths.head(/Drawn: 89 edges, 2\.86\s% of the total \|contribution\|/);
    await paths.head(/Nearly certain/);
    assert.deepEqual([await count(".frame .byte"), await count(".frame .neuron")], [8, 48]);
    assert.equal(await paths.box("0 h99").textContent(), "h99 +0.00425 ");
    const [drawn, other] = [await count(".curve.edge"), await count(".curve.other")];
    assert.deepEqual([drawn, other], [89, 42]);
  },
);

paperTest("every number in the table is the server's", async () => {
  const want = answer.bytes.flatMap(({ k, name, neurons }) =>
    neurons.flatMap(({ neuron, gradient, edges, other }) => {
      const sources: (readonly [string, number])[] =
        k === 0
          ? [["prediction of 'x'", gradient]]
          : [...edges.map(({ from, value }) => [`h${from}`, value] as const), ["other", other]];
      return sources.map(([from, value]) => {
        return [String(k), name, `h${neuron} card`, signed(gradient), from, signed(value)];
      });
    }),
  );
  await paths.control("Table").check();
  assert.deepEqual(await paths.rows(), want);
  await paths.control("Graph").check();
});

paperTest("arrow keys follow the strongest edges, and the sum of a neuron is said", async () => {
  await paths.box("prediction").focus();
  const press = (key: string) => editor.page.keyboard.press(key);
  await press("ArrowLeft");
  assert.equal(await paths.focused(), "0 h99");
  await press("ArrowDown");
  assert.equal(await paths.focused(), "0 h68");
  await press("ArrowLeft");
  const onward = edges(1).find(({ from }) => from === 68);
  assert.equal(await paths.focused(), `1 h${onward?.to}`);
  await paths.says(".about", new RegExp(`h${onward?.to} at k 1: .* nats = .*other .*from k 0`));
  await press("ArrowRight");
  const back = edges(1).find(({ to }) => to === onward?.to);
  assert.equal(await paths.focused(), `0 h${back?.from}`);
  while (!(await paths.focused())?.startsWith("byte")) await press("ArrowUp");
  assert.equal(await paths.focused(), "byte 0");
  await paths.says(".about", /k 0, space at byte 10: attribution −0\.00267 nats/);
});

paperTest("a click or N shows the neuron over the text", async () => {
  const pressed = () => paths.frame.locator(".neuron[aria-pressed=true]").allTextContents();
  await paths.box("1 h76").click();
  await eventually(
    pressed,
    (names) => names.length > 0 && names.every((name) => name.startsWith("h76")),
    "h76 is not shown",
  );
  const text = editor.editor(TEXT);
  await eventually(
    async () => (await painted(text)).tints.length,
    (tints) => tints > 50,
    "no activations over the text",
  );
  await paths.box("0 h99").focus();
  await editor.page.keyboard.press("n");
  await eventually(
    pressed,
    (names) => names.length > 0 && names.every((name) => name.startsWith("h99")),
    "h99 is not shown",
  );
});

paperTest("the text keeps the focus while the graph follows its caret", async () => {
  await paths.box("1 h99").click();
  await editor.editor(TEXT).clickAt(1, 30);
  await paths.head(/'m' at byte 29/);
  for (const byte of [30, 31, 32]) {
    await editor.page.keyboard.press("ArrowRight");
    await paths.head(new RegExp(`at byte ${byte},`));
  }
  await backToX();
  await paths.head(/'x' at byte 11/);
});

paperTest("Enter and a click on a byte go there in the text, and the graph stays", async () => {
  const caretIsAt = (column: number) =>
    eventually(
      async () => (await editor.statusBar()).map(({ text }) => text),
      (items) => items.some((item) => item.startsWith(`Ln 1, Col ${column}`)),
      `the caret is not in column ${column}`,
    );
  await paths.box("1 h76").focus();
  await editor.page.keyboard.press("Enter");
  await caretIsAt(10);
  await eventually(
    async () => (await painted(editor.editor(TEXT))).pins.map(({ text }) => text),
    (pins) => pins.join() === "x",
    "the target is not pinned",
  );
  await paths.head(/'x' at byte 11/);
  await paths.box("byte 4").click();
  await caretIsAt(7);
  await paths.head(/'x' at byte 11/);
  await backToX();
});

paperTest("the number of bytes and the least share choose what is drawn", async () => {
  const enter = async (label: string, value: string) => {
    await paths.control(label).fill(value);
    await editor.page.keyboard.press("Enter");
  };
  await enter("Bytes", "3");
  await counts(".frame .byte", 3);
  await enter("Neurons a byte", "2");
  await counts(".frame .neuron", 6);
  await enter("Edges from, %", "50");
  await counts(".curve.edge", 0);
  await paths.head(/Drawn: 0 edges, 0\s% of the total/);
  await enter("Bytes", "20");
  assert.equal(
    await paths.control("Bytes").evaluate((it: HTMLInputElement) => it.validity.valid),
    false,
  );
  assert.equal(await count(".frame .byte"), 3);
  await enter("Bytes", "8");
  await enter("Neurons a byte", "6");
  await enter("Edges from, %", "3");
  await counts(".curve.edge", 89);
});

paperTest("zoom by keys, by buttons and by the wheel", async () => {
  const width = async () => Number(await paths.frame.locator(".frame > svg").getAttribute("width"));
  const own = await width();
  await paths.box("prediction").focus();
  await editor.page.keyboard.press("-");
  assert.ok((await width()) < own);
  await editor.page.keyboard.press("0");
  assert.equal(await width(), own);
  await editor.page.keyboard.press("+");
  assert.ok((await width()) > own);
  await paths.frame.getByRole("button", { name: "Zoom out" }).click();
  assert.equal(await width(), own);
  await paths.frame.locator(".frame").hover();
  await editor.page.keyboard.down("Control");
  await editor.page.mouse.wheel(0, -100);
  await eventually(width, (now) => now > own, "the wheel does not zoom");
  await editor.page.keyboard.up("Control");
  await paths.frame.getByRole("button", { name: "Fit to the width" }).click();
  const frame = paths.frame.locator(".frame");
  assert.ok(await frame.evaluate((it) => it.scrollWidth <= it.clientWidth + 1));
  await paths.frame.locator(".frame [data-id='byte 0']").focus();
  await editor.page.keyboard.press("0");
});

paperTest("the tree holds the same, by keyboard", async () => {
  await paths.control("Tree").check();
  const sizes = [1, 2, 3].map((level) => count(`[role=treeitem][aria-level='${level}']`));
  assert.deepEqual(await Promise.all(sizes), [8, 48, 6 + 89 + 42]);
  const item = paths.frame.locator("[role=treeitem]");
  await item.first().focus();
  const press = (key: string) => editor.page.keyboard.press(key);
  const now = () => paths.frame.evaluate(() => document.activeElement?.textContent);
  await press("ArrowRight");
  assert.equal(await now(), "h99 at k 0: +0.00425 nats");
  await press("ArrowLeft");
  assert.equal(await item.nth(1).getAttribute("aria-expanded"), "false");
  await press("ArrowDown");
  assert.match((await now()) ?? "", /^h68 at k 0/);
  await press("ArrowLeft");
  await press("ArrowLeft");
  assert.match((await now()) ?? "", /^k 0, space at byte 10/);
  await press("End");
  assert.match((await now()) ?? "", /^from all other edges/);
});

paperTest("a hidden tab comes back as it was, beside the text that is there", async () => {
  await paths.control("Bytes").fill("5");
  await editor.page.keyboard.press("Enter");
  await counts("[role=treeitem][aria-level='1']", 5);
  await paths.frame.locator("h2").click();
  await editor.open(OFF);
  await editor.runCommand("View: Close Editor");
  paths = await pathsPage(editor);
  await paths.head(/'x' at byte 11/);
  await counts("[role=treeitem][aria-level='1']", 5);
  assert.equal(await paths.control("Tree").isChecked(), true);
  await paths.control("Graph").check();
  await paths.control("Bytes").fill("8");
  await editor.page.keyboard.press("Enter");
  await counts(".curve.edge", 89);
});

paperTest("each state without a graph has one sentence", async () => {
  const text = editor.editor(TEXT);
  const isHidden = () => paths.frame.locator(".paths").isHidden();
  await text.placeCaret(1, 1);
  await paths.head(/^The first byte has no past\. Put the caret on a later byte/);
  assert.ok(await isHidden());
  await text.placeCaret(...placeOf(484));
  await paths.head(/^Certain beyond measure: no usable gradient\.$/);
  assert.ok(await isHidden());
  await text.placeCaret(1, 2);
  await paths.head(/The text begins here: with one byte there is no edge between two\./);
  await editor.open(OFF);
  await paths.head(/Attribution is off for this file\. Show Attribution/);
  await editor.open(TEXT);
  await backToX();
  await paths.head(/'x' at byte 11/);
});

for (const theme of THEMES) {
  paperTest(`neuron paths in ${theme}: pictures, and no axe-core finding`, async () => {
    await useTheme(editor, theme);
    for (const view of ["Graph", "Tree", "Table"]) {
      await paths.control(view).check();
      await editor.screenshot(`paths-${theme}-${view.toLowerCase()}`);
      assert.deepEqual(await violationsIn(paths.frame), [], view);
    }
    await paths.control("Graph").check();
    await paths.box("1 h76").focus();
    await editor.page.keyboard.press("ArrowDown");
    const ring = paths.frame.locator(".frame [data-id]:focus-visible");
    assert.equal(await ring.evaluate((box) => getComputedStyle(box).outlineStyle), "solid");
    await editor.screenshot(`paths-${theme}-focus`);
    assert.deepEqual(await violationsIn(paths.frame), []);
    assert.deepEqual(complaints, []);
  });
}

/** Line and column of a byte of the paper's text, which is ASCII up to there. */
function placeOf(byte: number): [number, number] {
  const before = Buffer.from(paper.text().subarray(0, byte)).toString("latin1").split("\n");
  return [before.length, (before.at(-1)?.length ?? 0) + 1];
}
