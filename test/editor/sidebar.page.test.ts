// The sidebar in a real VS Code, by mouse and keyboard: each control changes what is painted and printed, and follows
// when its setting is changed elsewhere.
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
  if (canRun) ({ editor, sidebar } = await paperSidebar(1400));
});

/** Number of tinted characters, without line-end markers. */
async function tinted(): Promise<number> {
  const { tints } = await painted(editor.editor(TEXT));
  return tints.reduce((sum, { startColumn, endColumn }) => sum + endColumn - startColumn, 0);
}

/** Moves the caret twice, because a hovered trace stays until the caret moves. */
async function trace(line: number, column: number): Promise<void> {
  await editor.editor(TEXT).placeCaret(line + 1, 1);
  await editor.editor(TEXT).placeCaret(line, column);
  await targetAt(editor.editor(TEXT), line, column);
}

paperTest(
  "sidebar: the head says what is explained, at the caret and under the pointer",
  async () => {
    await trace(1, 30);
    const head = await sidebar.headline(/'m' at byte 29/);
    assert.match(head, /predicted from t = 28 \('\.'\), at the caret in enwik_1024\.txt/);
    assert.match(head, /p 0\.998 bits 0\.00283 rank 1 of 256 ‖g‖ 0\.00821 nats/);
    await editor.editor(TEXT).hoverAt(1, 12);
    await sidebar.headline(/'x' at byte 11.*under the pointer/);
    await trace(1, 30);
    await sidebar.headline(/'m' at byte 29/);
  },
);

paperTest("sidebar: the numbers of the list and of the table are the paper's", async () => {
  await trace(1, 30);
  await sidebar.headline(/'m' at byte 29/);
  const bytes = await sidebar.rows("Strongest", 0);
  assert.deepEqual(bytes[0]?.slice(0, 3), ["4", "'/'", "+0.0157"]);
  const neurons = await sidebar.rows("Strongest", 1);
  assert.equal(neurons[0]?.[0], "h113 card");
  const lags = await sidebar.part("Attribution by lag");
  await lags.getByRole("button", { name: "Attribution by lag as a table" }).click();
  const rows = await sidebar.rows("Attribution by lag");
  assert.equal(rows.length, 29);
  assert.deepEqual(rows[4]?.slice(0, 4), ["4", "'/'", "24", "+0.0157"]);
  await lags.getByRole("button", { name: "Attribution by lag as a table" }).press("Enter");
  await lags.locator("svg[role=img]").waitFor();
});

paperTest("sidebar: the threshold by mouse stays in step with its command", async () => {
  await trace(1, 30);
  await sidebar.thresholdSays(/Off: every neuron and lag is shown/);
  const all = await eventually(tinted, (n) => n > 0, "no tints");
  await sidebar.control("Sparsity threshold").click();
  await sidebar.thresholdSays(/Shows 48 of 128 neurons and \d+ of 29 lags/);
  await eventually(tinted, (n) => n > 0 && n < all, "the threshold hides nothing");
  await editor.runCommand("Sparse Diff: Toggle Sparsity Threshold");
  await sidebar.thresholdSays(/Off/);
  assert.equal(await sidebar.control("Sparsity threshold").isChecked(), false);
  await eventually(tinted, (n) => n === all, "the tints do not come back");
});

paperTest("sidebar: the slider by keyboard shows fewer rows and changes no score", async () => {
  await trace(1, 30);
  await sidebar.control("Sparsity threshold").check();
  const slider = sidebar.control("Keep");
  await slider.focus();
  await editor.page.keyboard.press("End");
  await sidebar.thresholdSays(/of 128 neurons/);
  const many = await eventually(tinted, (n) => n > 0, "no tints");
  const before = await sidebar.rows("Strongest", 0);
  await editor.page.keyboard.press("Home");
  await eventually(
    () => slider.getAttribute("aria-valuetext"),
    (words) => words === "50 percent of the squared gradient norm",
    "the slider does not go to its start",
  );
  const few = await eventually(tinted, (n) => n > 0 && n < many, "the slider hides nothing");
  const after = await sidebar.rows("Strongest", 0);
  assert.ok(after.length > 0 && after.length < before.length && few < many);
  assert.deepEqual(after, before.slice(0, after.length));
  // The setting follows the slider, and a change elsewhere moves the slider.
  await editor.page.keyboard.press("PageUp");
  const value = await slider.inputValue();
  await eventually(
    async () => await setting("sparseDiff.threshold.nucleus"),
    (written) => written === value,
    `the setting is not ${value}`,
  );
  await sidebar.control("Sparsity threshold").uncheck();
});

paperTest(
  "sidebar: rule and scope; tracing sparsely prints the same price as the hover",
  async () => {
    await trace(1, 30);
    await sidebar.control("Sparsity threshold").check();
    await sidebar.control("Rule").selectOption("share");
    await sidebar.control("At least, %").fill("5");
    await sidebar.control("At least, %").press("Enter");
    await sidebar.thresholdSays(/Shows \d of 128 neurons/);
    await sidebar.control("Rule").selectOption("absolute");
    await sidebar.control("At least, nats").fill("0.002");
    await sidebar.control("At least, nats").press("Tab");
    await sidebar.thresholdSays(/Shows \d of 128 neurons/);
    await sidebar.control("Rule").selectOption("nucleus");
    await sidebar.control("Scope").selectOption("tracing");
    const note = await sidebar.thresholdSays(
      /Approximate: [\d.]+ neurons a step, off by [\d.]+\s%/,
    );
    const off = /off by ([\d.]+)/.exec(note)?.[1];
    const hover = await editor.editor(TEXT).hoverAt(1, 30);
    await eventually(
      async () => (await hover.element.innerText()).replaceAll(/\s+/g, " "),
      (words) => off !== undefined && words.includes(`off by ${off}`),
      `the hover does not say off by ${off}`,
    );
    await sidebar.control("Scope").selectOption("display");
    await sidebar.control("Sparsity threshold").uncheck();
  },
);

paperTest("sidebar: method, objective, target and depth start a new trace", async () => {
  await trace(1, 30);
  await sidebar.control("Method").selectOption("gated");
  await (await sidebar.part("Gated by lag")).waitFor();
  const gated = await eventually(
    () => sidebar.rows("Strongest", 0),
    (rows) => rows.some(([k, , nats]) => k === "4" && nats === "+0.00612"),
    "k = 4 is not +0.00612 in the gated form",
  );
  assert.ok(gated.length > 0);
  await sidebar.control("Method").selectOption("gradient");
  await sidebar.control("Objective").selectOption("logit");
  await sidebar.headline(/'m' at byte 29/);
  await sidebar.control("Objective").selectOption("logprob");
  await sidebar.control("Target").selectOption("byte");
  await sidebar.control("Byte").fill("'e'");
  await sidebar.control("Byte").press("Enter");
  await sidebar.headline(/'e' in place of 'm' at byte 29/);
  await sidebar.control("Target").selectOption("against");
  await sidebar.control("Against").fill("0x77");
  await sidebar.control("Against").press("Enter");
  await sidebar.headline(/'e' against 'w' in place of 'm' at byte 29/);
  await sidebar.control("Target").selectOption("true");
  await sidebar.headline(/'m' at byte 29/);
  const depth = sidebar.control("Depth, lags");
  await depth.fill("8");
  await depth.press("Enter");
  const lags = await sidebar.part("Attribution by lag");
  await eventually(
    () => lags.locator(".note").innerText(),
    (words) => /k 0 to 8/.test(words),
    "the depth is not 8",
  );
  await depth.fill("5000");
  await depth.press("Enter");
  assert.equal(await depth.evaluate((input: HTMLInputElement) => input.validity.valid), false);
  await depth.fill("50");
  await depth.press("Enter");
});

paperTest("sidebar: words and lines, in the list and as tints", async () => {
  await trace(1, 30);
  const { tints } = await painted(editor.editor(TEXT));
  await sidebar.page.getByRole("radio", { name: "Bytes" }).focus();
  await editor.page.keyboard.press("ArrowRight");
  const rows = await eventually(
    () => sidebar.rows("Strongest", 0),
    (all) => all.some(([, name]) => name === "mediawiki"),
    "no word mediawiki",
  );
  assert.ok(
    rows.some(([k, name]) => name === "://" && k === "4\u20136"),
    JSON.stringify(rows),
  );
  await eventually(
    () => painted(editor.editor(TEXT)),
    (now) => now.tints.length < tints.length && now.tints.some(({ text }) => text === "://"),
    "no tint on a whole word",
  );
  await sidebar.page.getByRole("radio", { name: "Bytes" }).click();
});

paperTest(
  "sidebar: layers, their legends and scales; a neuron's name opens its layer",
  async () => {
    await trace(1, 30);
    await sidebar.control("Scale").selectOption("target");
    await sidebar.control("Layer").selectOption("surprise");
    await sidebar.legendSays(/Full colour at [\d.]+ bits, the largest on the screen/);
    // '"' after '/' at byte 57 costs the most; the digits of the keys cost some, the words around them nothing.
    await eventually(
      () => painted(editor.editor(TEXT)),
      ({ tints }) => tints.some(({ line, text }) => line === 13 && text === "3"),
      "the key 3 is no surprise",
    );
    await sidebar.control("Scale").selectOption("fixed");
    await sidebar.legendSays(/8\.00 bits, what guessing among 256 bytes costs/);
    await sidebar.control("Scale").selectOption("file");
    await sidebar.legendSays(/the largest in the file/);
    await sidebar.page.getByRole("button", { name: "h113", exact: true }).click();
    for (const [label, value] of [
      ["Layer", "neuron"],
      ["Neuron h", "113"],
    ] as const)
      await eventually(
        () => sidebar.control(label).inputValue(),
        (now) => now === value,
        `${label} is not ${value}`,
      );
    await sidebar.control("Scale").selectOption("target");
    await sidebar.legendSays(/Full colour at 1\.00, the most an activation can be/);
    await editor.screenshot("sidebar-neuron");
    await sidebar.control("Layer").selectOption("influence");
    await sidebar.legendSays(/nats, the largest on the screen/);
    await sidebar.control("Layer").selectOption("trace");
    await sidebar.legendSays(/nats, the largest of this target/);
    await sidebar.control("Scale").selectOption("file");
    await sidebar.legendSays(
      /99 of 100 attributions in this file are smaller, over all 973 positions/,
    );
    await sidebar.control("Scale").selectOption("target");
  },
);

paperTest("sidebar: norm, energy and fidelity, each with its table", async () => {
  await trace(1, 30);
  const norms = await sidebar.part("Gradient norm by lag");
  await eventually(
    () => norms.locator(".note").innerText(),
    (words) => /file: 973 positions, t 50 to 1,022/.test(words),
    "no norms of the file",
  );
  await norms.getByRole("button", { name: /as a table/ }).click();
  assert.equal((await sidebar.rows("Gradient norm by lag"))[0]?.length, 6);
  const energy = await sidebar.part("Neuron energy");
  await energy.getByRole("button", { name: /as a table/ }).click();
  const neurons = await sidebar.rows("Neuron energy");
  assert.equal(neurons.length, 128);
  assert.equal(neurons[127]?.[3], "100\u00a0%");
  await sidebar.part("Fidelity");
  const fidelity = await sidebar.part("Fidelity");
  await fidelity.getByRole("button", { name: /as a table/ }).click();
  const prices = await sidebar.rows("Fidelity");
  assert.deepEqual(
    prices.map(([kept]) => kept),
    ["50", "68", "80", "90", "95", "99", "99.9"],
  );
  const kept = prices.map(([, neurons]) => Number(neurons));
  assert.deepEqual(
    kept,
    [...kept].sort((a, b) => a - b),
  );
});

/** A setting as read from the user's settings file. */
async function setting(key: string): Promise<string> {
  const { default: fs } = await import("node:fs");
  const file = `${editor.server.data}/data/User/settings.json`;
  const other = `${editor.server.data}/User/settings.json`;
  // VS Code empties the file before writing it.
  const text = await eventually(
    async () => fs.readFileSync(fs.existsSync(file) ? file : other, "utf8"),
    (found) => found.trimEnd().endsWith("}"),
    "the settings are not written",
  );
  return String((JSON.parse(text) as Record<string, unknown>)[key]);
}
