// What If This Byte Were... and Change a Neuron... in a real VS Code on the paper's text: the lists and sentences have the
// command line's numbers, the file stays as it is, nothing is left behind, and what cannot run says why.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { before } from "node:test";
import type { WhatIfByteJson, WhatIfNeuronJson } from "../../server/protocol/wire/whatIfJson";
import { json } from "../protocol/commandLine";
import { sharedFile } from "../tools/sharedData";
import { copiedJson } from "./clipboard";
import { wholeHoverAt, wholeHoverSays } from "./hovers";
import type { OpenEditor } from "./page";
import { eventually, hoverSays, painted, type TextEditor, targetAt } from "./painted";
import { canRun, MODEL, paperTest, TEXT } from "./paperFiles";
import { OFF, paperWindow } from "./paperWindow";

const WHAT_IF = "Sparse Diff: What If This Byte Were...";
const CHANGE = "Sparse Diff: Change a Neuron...";
let editor: OpenEditor;

before(async () => {
  if (!canRun) return;
  editor = await paperWindow();
});

/** The command line's answer at t = 10 of the paper's text. */
const said = <T>(...options: string[]) =>
  json<T>("what-if", sharedFile(TEXT), "--model", sharedFile(MODEL), "--at", "10", ...options);

const title = () => editor.page.locator(".quick-input-widget:visible .quick-input-title");

async function titled(words: string): Promise<void> {
  await eventually(
    async () => ((await title().count()) > 0 ? title().innerText() : ""),
    (text) => text === words,
    `the list is not headed ${words}`,
  );
}

/** The rows on the screen: label, then description. */
const listed = () =>
  editor.rows.evaluateAll((rows) =>
    rows.map((row) => ({
      label: row.querySelector(".label-name")?.textContent ?? "",
      description: row.querySelector(".label-description")?.textContent ?? "",
      heading: row.querySelector(".quick-input-list-separator")?.textContent ?? "",
      isActive: row.classList.contains("focused"),
    })),
  );

const listedWith = (label: RegExp) =>
  eventually(listed, (rows) => rows.some((row) => label.test(row.label)), `no row ${label}`);

/** The labels and outlines that a list puts into the text. */
const marks = async (text: TextEditor) =>
  (await text.decorations()).filter(
    ({ kind, style, text: words }) =>
      style.outlineStyle === "dashed" || (kind === "after" && /\sbits/.test(words)),
  );

/** Another processor, or another backend, rounds otherwise. */
function assertAlike(found: unknown, expected: unknown, where = "answer"): void {
  if (typeof expected === "number" && typeof found === "number") {
    const off = Math.abs(found - expected);
    assert.ok(off <= 1e-6 * Math.max(1e-3, Math.abs(expected)), `${where}: ${found}, ${expected}`);
  } else if (typeof expected === "object" && expected !== null) {
    const [a, b] = [found, expected] as Record<string, unknown>[];
    assert.deepEqual(Object.keys(a ?? {}), Object.keys(b ?? {}), where);
    for (const key of Object.keys(b ?? {})) assertAlike(a?.[key], b?.[key], `${where}.${key}`);
  } else assert.equal(found, expected, where);
}

/** Losses that were only looked at may be off by what each of the two says. */
function assertAlikeWithin(found: WhatIfByteJson, expected: WhatIfByteJson): void {
  const rest = { bitsByValue: [], probabilityByValue: [], within: 0 };
  assertAlike({ ...found, ...rest }, { ...expected, ...rest });
  const allowed = found.within + expected.within + 1e-6;
  assert.ok(allowed < 0.003);
  for (const [value, bits] of expected.bitsByValue.entries()) {
    const other = found.bitsByValue[value] ?? Number.NaN;
    assert.ok(Math.abs(other - bits) <= allowed, `value ${value}: ${other}, ${bits}`);
    const p = found.probabilityByValue[value] ?? Number.NaN;
    assert.ok(Math.abs(p - 2 ** -other) <= 1e-12, `p of value ${value}: ${p}`);
  }
}

const labelSays = (text: TextEditor, words: string | RegExp) =>
  eventually(
    async () =>
      (await marks(text))
        .filter(({ kind }) => kind === "after")
        .map(({ text: label }) => label.replaceAll("\u00a0", " ")),
    ([label = "", ...more]) =>
      more.length === 0 && (typeof words === "string" ? label === words : words.test(label)),
    `the label does not say ${words}`,
  );

/** No list, no mark, and the file as it was, on the screen and on the disk. */
async function nothingIsLeft(text: TextEditor): Promise<void> {
  await editor.input.waitFor({ state: "hidden" });
  await eventually(
    () => marks(text),
    (left) => left.length === 0,
    "a mark is left in the text",
  );
  const bytes = fs.readFileSync(path.join(editor.folder, TEXT));
  assert.deepEqual(bytes, fs.readFileSync(sharedFile(TEXT)));
  assert.equal(await editor.page.locator(".tabs-container .tab.dirty").count(), 0);
}

const copied = (button: string) =>
  copiedJson(editor, () => editor.page.locator(`${button}:visible`).first().click());

paperTest("the bytes of the window: those that the prediction rests on first", async () => {
  const text = editor.editor(TEXT);
  await text.placeCaret(1, 12);
  await eventually(
    () => painted(text),
    ({ causes }) => causes.length === 2,
    "the causes have not come",
  );
  await editor.runCommand(WHAT_IF);
  await titled("What if a byte were another \u00b7 p of 'x' at byte 11");
  const rows = await listedWith(/^'m'$/);
  assert.deepEqual(
    rows.slice(0, 3).map(({ label, description, heading }) => [label, description, heading]),
    [
      ["'m'", "k 9 \u00b7 byte 1 \u00b7 occlusion +8.32 nats", "decisive"],
      ["'<'", "k 10 \u00b7 byte 0 \u00b7 occlusion +8.06 nats", "enough alone together"],
      ["space", "k 0 \u00b7 byte 10 \u00b7 occlusion +0.0115 nats", "nearest first"],
    ],
  );
  await editor.screenshot("whatif-bytes-dark");
  await editor.page.keyboard.press("Escape");
});

paperTest(
  "'m' with other values: the command line's numbers, and a label in the text",
  async () => {
    const text = editor.editor(TEXT);
    await text.placeCaret(1, 12);
    await editor.runCommand(WHAT_IF);
    await listedWith(/^'m'$/);
    await editor.pick("'m'");
    await titled("What if 'm' (k 9) were... \u00b7 p of 'x' at byte 11");
    const rows = await listedWith(/^'c'/);
    assert.deepEqual(
      rows.slice(0, 2).map(({ label, description }) => [label, description]),
      [
        ["'m'  0x6D  109", "p 0.996 \u00b7 0.00524 bits, as in the text \u00b7 expected 0.992"],
        ["'c'  0x63  99", "p 0.940 \u00b7 +0.0842 bits \u00b7 expected 0.00371"],
      ],
    );
    await labelSays(text, "'c' here: p of 'x' 0.940, +0.0842 bits");
    const [label] = (await marks(text)).filter(({ kind }) => kind === "after");
    assert.deepEqual([label?.line, label?.startColumn], [1, 3]);
    await editor.screenshot("whatif-values-dark");
    const json = await copied(".quick-input-titlebar .codicon-copy");
    assertAlikeWithin(json as WhatIfByteJson, said<WhatIfByteJson>("--lag", "9"));
    // By keyboard to the next, and by its decimal to 'n'.
    await editor.input.press("ArrowDown");
    const next = (await listed()).find(({ isActive }) => isActive)?.label.split("  ")[0];
    await labelSays(text, new RegExp(`^${next} here: `));
    await editor.input.fill("110");
    await labelSays(text, "'n' here: p of 'x' 8.71e\u22125, +13.5 bits");
    assert.deepEqual(
      (await listed()).map((row) => row.label),
      ["'n'  0x6E  110"],
    );
    await editor.page.keyboard.press("Escape");
    await nothingIsLeft(text);
  },
);

paperTest("with a pin the byte at the caret is varied; Enter keeps the sentence", async () => {
  const text = editor.editor(TEXT);
  await text.placeCaret(1, 12);
  await targetAt(text, 1, 12);
  await editor.runCommand("Sparse Diff: Pin");
  await text.placeCaret(1, 2);
  await editor.runCommand(WHAT_IF);
  await titled("What if 'm' (k 9) were... \u00b7 p of 'x' at byte 11");
  await listedWith(/^'c'/);
  await editor.pick("'n'  0x6E  110");
  const told = await editor.notification(
    "'x' at byte 11: With 'n' in place of 'm' (k 9): 13.5 bits instead of 0.00524, p 8.71e\u22125. The file is as it was.",
  );
  await nothingIsLeft(text);
  await told.getByText("Another Value").click();
  await titled("What if 'm' (k 9) were... \u00b7 p of 'x' at byte 11");
  await listedWith(/^'c'/);
  await editor.page.locator(".quick-input-titlebar .codicon-open-preview").click();
  const reading = editor.page.locator('.monaco-editor[data-uri^="sparse-diff-reading"]').first();
  await reading.waitFor();
  // Without spaces: a narrow editor wraps lines even within numbers.
  const words = (await reading.locator(".view-lines").innerText()).replaceAll(/\s+/g, "");
  assert.match(words, /pof'x'atbyte11,predictedfromt=10,foreachvalueofbyte1\(k9\)/);
  assert.match(words, /0x6D1090\.9920\.0052400\.996'm',inthetext/);
  await editor.screenshot("whatif-table-dark");
  await editor.runCommand("View: Close Editor");
  // The hover of a byte in the pin's window offers the same.
  const hover = await wholeHoverAt(text, 1, 2);
  await hover.element.getByText("What if this byte were... (pinned: 'x' at byte 11)").click();
  await titled("What if 'm' (k 9) were... \u00b7 p of 'x' at byte 11");
  await editor.page.keyboard.press("Escape");
  await editor.runIfOffered("Sparse Diff: Clear Pins");
  await nothingIsLeft(text);
});

paperTest(
  "the hover leads from the decisive byte to its other values, and back to the others",
  async () => {
    const text = editor.editor(TEXT);
    await wholeHoverSays(text, 1, 12, /Decisive: .* What if 'm' were\.\.\./);
    const hover = await wholeHoverAt(text, 1, 12);
    await editor.screenshot("whatif-hover-dark");
    await hover.element.getByText("What if 'm' were...").click();
    await titled("What if 'm' (k 9) were... \u00b7 p of 'x' at byte 11");
    await editor.page.locator(".quick-input-titlebar .codicon-quick-input-back").click();
    await titled("What if a byte were another \u00b7 p of 'x' at byte 11");
    await editor.page.keyboard.press("Escape");
    await nothingIsLeft(text);
  },
);

paperTest(
  "a neuron zeroed: the command line's numbers at the step and over the screen",
  async () => {
    const text = editor.editor(TEXT);
    await text.placeCaret(1, 12);
    await targetAt(text, 1, 12);
    await editor.runCommand(CHANGE);
    await titled("Change a neuron in the readout \u00b7 p of 'x' at byte 11");
    await editor.screenshot("whatif-neurons-dark");
    await editor.pick("h8");
    await titled("Change h8 in the readout \u00b7 p of 'x' at byte 11");
    await editor.screenshot("whatif-edits-dark");
    await editor.pick("Zero");
    const told = await editor.notification(
      /'x' at byte 11: Without h8 in the readout: p 0\.997 instead/,
    );
    const words = (await told.innerText()).replace(/\s+/g, " ");
    const json = (await copied(
      ".notification-list-item a:has-text('Copy as JSON')",
    )) as WhatIfNeuronJson;
    const { from, to } = json.range ?? { from: 0, to: 0 };
    const range = ["--from", `${from}`, "--to", `${to}`];
    const expected = said<WhatIfNeuronJson>("--neuron", "8", "--zero", ...range);
    assertAlike(json, expected);
    assert.match(
      words,
      new RegExp(
        `bits per byte more over ${expected.range?.count.toLocaleString("en")} predictions on the screen\\. Rank 1 instead of 1, .* the recurrence keeps the true state`,
      ),
    );
    await editor.runCommand("Notifications: Clear All Notifications");
    await nothingIsLeft(text);
  },
);

paperTest("a clamp is asked for until it fits; the strongest neuron is the first", async () => {
  const text = editor.editor(TEXT);
  const hover = await wholeHoverAt(text, 1, 12);
  await hover.element.getByText("Change a neuron...").click();
  await titled("Change a neuron in the readout \u00b7 p of 'x' at byte 11");
  const name = (await listedWith(/^h\d+$/))[0]?.label;
  await editor.page.keyboard.press("Enter");
  await titled(`Change ${name} in the readout \u00b7 p of 'x' at byte 11`);
  await editor.pick("Clamp...");
  await editor.answer("1.5");
  await editor.page
    .locator(".quick-input-message", { hasText: "Expected a number from -1 to 1." })
    .waitFor();
  await editor.answer("-0.25");
  const told = await editor.notification(`With ${name} at \u22120.250 in the readout`);
  const range = (await told.innerText()).replace(/\s+/g, " ");
  assert.match(range, /p [\d.]+ instead of 0\.996; .* predictions on the screen/);
  await editor.runCommand("Notifications: Clear All Notifications");
});

paperTest("what cannot run says why", async () => {
  const text = editor.editor(TEXT);
  await editor.page.mouse.move(5, 5);
  await text.placeCaret(1, 1);
  await editor.runCommand(WHAT_IF);
  await editor.notification("The first byte has no past: nothing predicts it.");
  await editor.runCommand("Notifications: Clear All Notifications");
  await text.placeCaret(1, 12);
  await editor.runCommand("Sparse Diff: Select Target");
  await editor.pick("A byte against another...");
  await editor.answer("0x78");
  await editor.answer("0x6d");
  await hoverSays(text, 1, 12, /'x' against 'm'/);
  await editor.runCommand(CHANGE);
  const against = await editor.notification(
    "One byte is explained against another; what-if is about one byte's probability.",
  );
  await against.getByText("Select Target").click();
  await editor.pick("True byte");
  await hoverSays(text, 1, 12, /Decisive/);
  await editor.runCommand("Notifications: Clear All Notifications");
  await editor.open(OFF);
  await editor.runByKey("sparseDiff.whatIf");
  const off = await editor.notification(
    "Attribution is off for this file, so no prediction is explained.",
  );
  await off.getByText("Trace at Cursor").waitFor();
});
