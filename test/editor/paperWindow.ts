// The window on the paper's text that several test files use one after the other, and how it gets back to its start: files,
// editors, pins and the sidebar's controls are what they were, which is looked at before a file begins.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { keptEditor, type OpenEditor } from "./page";
import { eventually, painted, statusSays } from "./painted";
import { paperFiles, paperSettings, TEXT } from "./paperFiles";
import { openSidebar, type Sidebar } from "./sidebar";

export const OTHER = "other.txt";
export const OFF = "off.md";
const SETTINGS = {
  "workbench.colorTheme": "Default Dark Modern",
  // Makes its own decoration types anew whenever a setting changes.
  "merge-conflict.decorators.enabled": false,
};
const files = () => ({
  ...paperFiles(),
  [OTHER]: "<mediawiki xmlns=\n",
  [OFF]: "# Off\n",
  "firmware.bin": new Uint8Array(1234),
  "noise.bin": new Uint8Array(329_216).fill(255), // the size of a model, NaN throughout
});

/** Without the sidebar: the text is read to its end, nothing is pinned or hovered. */
export async function paperWindow(height = 800): Promise<OpenEditor> {
  const editor = await keptEditor({
    files: files(),
    open: TEXT,
    settings: SETTINGS,
    workspaceSettings: paperSettings,
  });
  await editor.page.setViewportSize({ width: 1280, height });
  await backToTheStart(editor);
  return editor;
}

export async function paperSidebar(height = 1200) {
  const editor = await paperWindow(height);
  const sidebar = await openSidebar(editor);
  await resetControls(editor, sidebar);
  const pressed = sidebar.page.locator("button.toggle[aria-pressed=true]");
  // A button that is clicked is no longer one of them.
  for (let left = await pressed.count(); left > 0; left--) await pressed.first().click();
  assert.equal(await pressed.count(), 0);
  return { editor, sidebar };
}

async function backToTheStart(editor: OpenEditor): Promise<void> {
  await editor.page.keyboard.press("Escape");
  const text = await editor.open(TEXT);
  await editor.runCommand("Sparse Diff: Clear Pins");
  const workspace = path.join(editor.folder, ".vscode/settings.json");
  assert.deepEqual(JSON.parse(fs.readFileSync(workspace, "utf8")), paperSettings);
  assert.deepEqual(
    fs.readFileSync(path.join(editor.folder, TEXT)),
    fs.readFileSync(paperFiles()[TEXT].copyOf),
  );
  await editor.runCommand("View: Close All Editors");
  await text.element.waitFor({ state: "detached" });
  await editor.runCommand("Notifications: Clear All Notifications");
  await editor.open(TEXT);
  await statusSays(editor, /0\.0792 bits\/byte · sat_model\.bin/);
  await eventually(
    async () => [await editor.notifications(), (await painted(text)).pins],
    ([told, pins]) => told?.length === 0 && pins?.length === 0,
    "a notification or a pin is left",
  );
}

/** What each control is set to, in an order in which each is visible when its turn comes. */
const START: readonly (readonly [label: string, value: string | boolean])[] = [
  ["Sparsity threshold", true],
  ["Rule", "share"],
  ["At least, %", "1"],
  ["Rule", "absolute"],
  ["At least, nats", "0.001"],
  ["Rule", "nucleus"],
  ["Keep", "95"],
  ["Scope", "display"],
  ["Sparsity threshold", false],
  ["Layer", "neuron"],
  ["Neuron h", "0"],
  ["Layer", "gradientNorm"],
  ["Scale", "fixed"],
  ["Full at, nats", "0.1"],
  ["Scale", "target"],
  ["Layer", "trace"],
  ["Sum by", "byte"],
  ["Method", "gradient"],
  ["Target", "true"],
  ["Objective", "logprob"],
  ["Depth, lags", "50"],
];

/** By hand, as a person does: VS Code does not follow a settings file that another program writes while it runs. */
async function resetControls(editor: OpenEditor, { control }: Sidebar): Promise<void> {
  for (const [label, value] of START) {
    const field = control(label);
    if (typeof value === "boolean") await field.setChecked(value);
    else if (await field.evaluate((element) => element instanceof HTMLSelectElement))
      await field.selectOption(value);
    else if ((await field.inputValue()) !== value) {
      await field.fill(value);
      await editor.page.keyboard.press("Enter");
    }
  }
  const last = new Map(START);
  const found = async ([label, value]: readonly [string, string | boolean]) =>
    typeof value === "boolean" ? control(label).isChecked() : control(label).inputValue();
  // Every control shows its setting, also while it is hidden.
  await eventually(
    () => Promise.all([...last].map(found)),
    (now) => JSON.stringify(now) === JSON.stringify([...last.values()]),
    "the sidebar's controls are not at their start",
  );
}
