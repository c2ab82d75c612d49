// Every choice in the sidebar by keyboard alone, and the slider by mouse; what is painted and printed follows.
import assert from "node:assert/strict";
import { before } from "node:test";
import type { OpenEditor } from "./page";
import { eventually, painted, targetAt } from "./painted";
import { canRun, paperTest, TEXT } from "./paperFiles";
import { paperSidebar } from "./paperWindow";
import type { Sidebar } from "./sidebar";

let editor: OpenEditor;
let sidebar: Sidebar;

before(async () => {
  if (!canRun) return;
  ({ editor, sidebar } = await paperSidebar(1400));
  // The model is surprised by byte 58: it predicts another byte.
  await editor.editor(TEXT).placeCaret(1, 59);
  await targetAt(editor.editor(TEXT), 1, 59);
  await sidebar.headline(/at byte 58/);
});

const strongest = async () => JSON.stringify(await sidebar.rows("Strongest", 0));
const tints = async () => JSON.stringify((await painted(editor.editor(TEXT))).tints);
const legend = () =>
  sidebar.page.locator("details", { hasText: "Colours" }).locator(".note").last().innerText();
const head = () => sidebar.page.locator(".subject").innerText();
const threshold = () =>
  sidebar.page.locator("details", { hasText: "Sparsity threshold" }).locator(".note").innerText();
const title = () => sidebar.page.locator("details[data-chart=lags] h2").innerText();

/** What it reads once that stays the same: the legend may be of colours that are still to be painted. */
async function steady(read: () => Promise<string>): Promise<string> {
  let last = await read();
  for (let same = 0; same < 12; ) {
    await editor.page.waitForTimeout(100);
    const now = await read();
    same = now === last ? same + 1 : 0;
    last = now;
  }
  return last;
}

/** One step down changes what is read; one step up restores it. */
async function downAndUp(label: string, read: () => Promise<string>): Promise<void> {
  const control = sidebar.control(label);
  await control.focus();
  const before = await steady(read);
  const value = await control.inputValue();
  await editor.page.keyboard.press("ArrowDown");
  assert.notEqual(await control.inputValue(), value, label);
  await eventually(read, (now) => now !== before, `${label} changes nothing`);
  assert.equal(await control.evaluate((it) => it === document.activeElement), true, label);
  await editor.page.keyboard.press("ArrowUp");
  await eventually(read, (now) => now === before, `${label} does not come back`);
}

paperTest("keys: method, objective and target", async () => {
  await downAndUp("Method", title);
  await downAndUp("Objective", strongest);
  await downAndUp("Target", head);
});

paperTest("keys: the colours", async () => {
  await downAndUp("Layer", legend);
  await downAndUp("Sum by", tints);
  await downAndUp("Scale", legend);
});

paperTest("keys: the threshold, its rule and scope", async () => {
  const box = sidebar.control("Sparsity threshold");
  await box.focus();
  const off = await threshold();
  const all = await steady(tints);
  await editor.page.keyboard.press("Space");
  await eventually(threshold, (now) => now !== off, "the threshold is not on");
  await eventually(tints, (now) => now !== all, "the threshold hides nothing");
  await downAndUp("Rule", threshold);
  await downAndUp("Scope", threshold);
  await box.focus();
  await editor.page.keyboard.press("Space");
  await eventually(tints, (now) => now === all, "the tints do not come back");
});

paperTest("mouse: the slider moves to where it is clicked", async () => {
  await sidebar.control("Sparsity threshold").check();
  const slider = sidebar.control("Keep");
  const before = await eventually(tints, (now) => now !== "[]", "no tints");
  const box = await slider.boundingBox();
  assert.ok(box);
  await editor.page.mouse.click(box.x + 0.3 * box.width, box.y + box.height / 2);
  const value = Number(await slider.inputValue());
  assert.ok(value > 55 && value < 75, `${value}`);
  await eventually(tints, (now) => now.length < before.length, "nothing is hidden");
  await sidebar.control("Sparsity threshold").uncheck();
});

paperTest("keys: numbers", async () => {
  const depth = sidebar.control("Depth, lags");
  await depth.focus();
  const before = await sidebar.page.locator("details[data-chart=lags] .note").innerText();
  assert.match(before, /k 0 to 50/);
  await editor.page.keyboard.press("ArrowUp");
  await editor.page.keyboard.press("Enter");
  await eventually(
    () => sidebar.page.locator("details[data-chart=lags] .note").innerText(),
    (words) => /k 0 to 51/.test(words),
    "the depth is not 51",
  );
  await sidebar.control("Layer").selectOption("neuron");
  await sidebar.control("Neuron h").fill("8");
  await editor.page.keyboard.press("Enter");
  const eight = await eventually(tints, (now) => now !== "[]", "no activations");
  await editor.page.keyboard.press("ArrowUp");
  await editor.page.keyboard.press("Enter");
  await eventually(tints, (now) => now !== eight && now !== "[]", "neuron 9 is neuron 8");
  await sidebar.control("Layer").selectOption("gradientNorm");
  await sidebar.control("Scale").selectOption("fixed");
  await sidebar.control("Full at, nats").fill("0.5");
  await editor.page.keyboard.press("Enter");
  await sidebar.legendSays(/Full colour at 0\.500 nats, everywhere/);
});

paperTest("keys: an invalid value leaves no mark on the value that is restored", async () => {
  await sidebar.control("Target").selectOption("byte");
  const entry = sidebar.control("Byte");
  const good = await eventually(
    () => entry.inputValue(),
    (value) => value !== "",
    "no byte is chosen",
  );
  const fits = () => entry.evaluate((input: HTMLInputElement) => input.validity.valid);
  await entry.fill("nonsense");
  await editor.page.keyboard.press("Enter");
  assert.equal(await fits(), false);
  await editor.page.keyboard.press("Tab");
  await editor.editor(TEXT).placeCaret(1, 30);
  await eventually(
    () => entry.inputValue(),
    (value) => value === good,
    "the value does not come back",
  );
  assert.equal(await fits(), true);
});

paperTest("the threshold's note is announced only while its controls have the focus", async () => {
  const note = sidebar.page.locator("details", { hasText: "Sparsity threshold" }).locator(".note");
  const live = () => note.getAttribute("aria-live");
  await sidebar.control("Sparsity threshold").focus();
  assert.equal(await live(), "polite");
  await editor.page.keyboard.press("Space");
  await sidebar.thresholdSays(/Shows/);
  assert.equal(await live(), "polite");
  await editor.editor(TEXT).placeCaret(1, 40);
  assert.equal(await live(), "off");
  await sidebar.control("Sparsity threshold").uncheck();
});
