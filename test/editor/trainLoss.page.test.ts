// The training loss in the sidebar: drawn during the run, available as a table, kept for its own text only.
import assert from "node:assert/strict";
import { before } from "node:test";
import { type OpenEditor, pageTest } from "./page";
import { eventually } from "./painted";
import { openSidebar, type Sidebar, violations } from "./sidebar";
import { asks, command, takeFirst, trainingItem, trainWithoutEnd } from "./trainSteps";
import { trainWindow } from "./trainWindow";

const LOSS = "loss.xml";
const OTHER = "other.xml";
const LOSS_TEXT = `<notes>\n${'  <note to="Ada">The engine weaves.</note>\n'.repeat(20)}</notes>\n`;
const TITLE = "Training loss";

let editor: OpenEditor;
let sidebar: Sidebar;

before(async () => {
  editor = await trainWindow(LOSS, { [LOSS]: LOSS_TEXT, [OTHER]: "<a>\n" });
  sidebar = await openSidebar(editor);
});

const loss = () => sidebar.page.locator("details[data-chart=loss]");
const noteSays = (wanted: RegExp) =>
  eventually(
    () => loss().locator(".note").innerText(),
    (words) => wanted.test(words),
    `the note of the loss does not say ${wanted}`,
  );

pageTest("loss: nothing before training, a falling curve while training runs", async () => {
  assert.equal(await loss().isVisible(), false);
  await trainWithoutEnd(editor, "Train Model on This File");
  const note = await noteSays(
    /bits per byte.*, in sample; loss\.xml, n = [\d,]+ predictions; epoch/,
  );
  assert.match(
    note,
    new RegExp(`n = ${LOSS_TEXT.length - 1} predictions; epoch [\\d,]+ of 1,000,000`),
  );
  await loss().locator("svg[role=img]").waitFor();
  assert.match(await loss().locator(".keys").innerText(), /running loss, while the weights move/);
  await eventually(
    async () => (await loss().locator("svg[role=img]").getAttribute("aria-label")) ?? "",
    (words) =>
      /^Bits per byte by epoch: [\d.]+ in epoch \d+, [\d.]+ in epoch [\d,]{2,}$/.test(words),
    "the picture does not say what it shows",
  );
  await editor.screenshot("sidebar-loss");
  assert.deepEqual(await violations(editor), []);
});

/** The running losses of the table. */
const losses = (rows: readonly (readonly string[])[]) =>
  rows.map(([, bits]) => Number(bits)).filter((bits) => bits > 0);

pageTest("loss: its table opens by keyboard and grows", async () => {
  const button = loss().getByRole("button", { name: "Training loss as a table" });
  await button.focus();
  await editor.page.keyboard.press("Enter");
  assert.equal(await button.getAttribute("aria-pressed"), "true");
  const rows = await eventually(
    () => sidebar.rows(TITLE),
    (all) => all.length > 5 && Math.min(...losses(all)) < 0.5,
    "the table has few rows, or the loss does not fall",
  );
  const epochs = rows.map(([epoch]) => Number(epoch?.replace(",", "")));
  assert.deepEqual(
    epochs,
    [...epochs].sort((a, b) => a - b),
  );
  await eventually(
    () => sidebar.rows(TITLE),
    (all) => Number(all.at(-1)?.[0]?.replace(",", "")) > epochs.at(-1)!,
    "the table does not grow",
  );
  assert.equal(await button.evaluate((it) => it === document.activeElement), true);
});

pageTest("loss: hidden for another file, shown again with its own", async () => {
  await editor.open(OTHER);
  await loss().waitFor({ state: "hidden" });
  await editor.open(LOSS);
  await noteSays(/loss\.xml/);
});

pageTest("loss: stays when training is cancelled, and says that the text has changed", async () => {
  await editor.runCommand("Sparse Diff: Cancel Training");
  await eventually(
    () => trainingItem(editor),
    (item) => item === undefined,
    "it still trains",
  );
  await noteSays(/cancelled in epoch/);
  assert.ok((await sidebar.rows(TITLE)).length > 5);
  await editor.editor(LOSS).placeCaret(2, 1);
  await editor.page.keyboard.type("a");
  await noteSays(/predictions, as it was when training began; cancelled/);
});

pageTest("loss: the next run starts over and ends with the reported number", async () => {
  await command(editor, "Train Model on This File");
  await asks(editor, /^Train/);
  await takeFirst(editor);
  const told = await editor.notification(/Trained Elman \d+: 0\.0\d+ bits per byte in \d+ epochs/);
  const bits = /Trained Elman \d+: ([\d.]+) bits/.exec(await told.innerText())?.[1];
  await noteSays(/loss\.xml, n = \d+ predictions; done in epoch/);
  await eventually(
    () => sidebar.rows(TITLE),
    (rows) => rows.at(-1)?.at(-1) === bits,
    `the table does not end with ${bits}`,
  );
  await loss()
    .getByRole("button", { name: /as a table/ })
    .click();
  assert.match(await loss().locator(".keys").innerText(), /target, 0\.0790/);
  await editor.screenshot("sidebar-loss-done");
});

pageTest("charts: another model at the same byte redraws them", async () => {
  await editor.editor(LOSS).placeCaret(2, 12);
  const charts = ["Neuron energy", "Fidelity"];
  for (const title of charts) {
    const chart = await sidebar.part(title);
    await chart.getByRole("button", { name: /as a table/ }).click();
  }
  const numbers = () => Promise.all(charts.map((title) => sidebar.rows(title)));
  const before = await eventually(
    numbers,
    (all) => all.every((rows) => rows.length > 0),
    "a chart is empty",
  );
  await command(editor, "Select Model");
  await editor.pick("loss.xml.safetensors");
  await eventually(
    numbers,
    (all) => all.every((rows, i) => rows.length > 0 && String(rows) !== String(before[i])),
    "a chart keeps the numbers of the other model",
  );
});
