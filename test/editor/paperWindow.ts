// A window on the paper's text that several test files use one after the other, and how it is reset: before a file
// begins, the files, editors, pins and sidebar controls are checked to be in their initial state.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { closeEverything, keptEditor, type OpenEditor } from "./page";
import { eventually, painted, statusSays } from "./painted";
import { paperFiles, paperSettings, TEXT } from "./paperFiles";
import { openSidebar, type Sidebar } from "./sidebar";

export const OTHER = "other.txt";
export const OFF = "off.md";
/** Several megabytes, which take some seconds to read. */
export const LONG = { name: "long.txt", lines: 100_000 };
/** Its model does not exist. */
export const BROKEN = "broken.xml";
/** Characters of one to four bytes, and line ends of two. */
export const UNICODE = "unicode-crlf.txt";
/** A short text with a small model of its own, for what takes long with the paper's. */
export const SMALL = "small.txt";
const SETTINGS = {
  "workbench.colorTheme": "Default Dark Modern",
  // VS Code's merge-conflict extension makes new decoration types whenever a setting changes.
  "merge-conflict.decorators.enabled": false,
};
const files = () => ({
  ...paperFiles(),
  [OTHER]: "<mediawiki xmlns=\n",
  [LONG.name]:
    "A line of a text that is read for some seconds, 80 bytes of it, again and again\n".repeat(
      LONG.lines,
    ),
  [BROKEN]: "<a>\n",
  // Bytes of line 1: a 0, EUR 1-3, space 4, b 5, CR 6, LF 7; line 2: x 8, face 9-12, y 13, CR 14, LF 15.
  [UNICODE]: "a\u20ac b\r\nx\u{1F600}y\r\n\r\nend\tz\r\n",
  [SMALL]: "A few words and some more of them, one after the other.\n".repeat(8),
  "small.bin": { copyOf: path.resolve("test/data/vectors/h20-random-bytes.bin") },
  [OFF]: "# Off\n",
  "firmware.bin": new Uint8Array(1234),
  "noise.bin": new Uint8Array(329_216).fill(255), // the size of a model, NaN throughout
});

const workspaceSettings = {
  ...paperSettings,
  "sparseDiff.enabledFor": [...paperSettings["sparseDiff.enabledFor"], `**/${BROKEN}`],
  "sparseDiff.models": { [`**/${BROKEN}`]: "models/missing.bin", [`**/${SMALL}`]: "small.bin" },
};

/** Without the sidebar. The text is read to its end; nothing is pinned or hovered. */
export async function paperWindow(height = 800): Promise<OpenEditor> {
  const editor = await keptEditor("paper", {
    files: files(),
    open: TEXT,
    settings: SETTINGS,
    workspaceSettings,
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
  // Clicking a button removes it from the list.
  for (let left = await pressed.count(); left > 0; left--) await pressed.first().click();
  assert.equal(await pressed.count(), 0);
  return { editor, sidebar };
}

async function backToTheStart(editor: OpenEditor): Promise<void> {
  await editor.page.keyboard.press("Escape");
  await editor.open(TEXT);
  await editor.runIfOffered("Sparse Diff: Clear Pins");
  const workspace = path.join(editor.folder, ".vscode/settings.json");
  assert.deepEqual(JSON.parse(fs.readFileSync(workspace, "utf8")), workspaceSettings);
  assert.deepEqual(
    fs.readFileSync(path.join(editor.folder, TEXT)),
    fs.readFileSync(paperFiles()[TEXT].copyOf),
  );
  await closeEverything(editor);
  const text = await editor.open(TEXT);
  await statusSays(editor, /0\.0792 bits\/byte · sat_model\.bin/);
  await eventually(
    async () => [await editor.notifications(), (await painted(text)).pins],
    ([told, pins]) => told?.length === 0 && pins?.length === 0,
    "a notification or a pin is left",
  );
}

/** The value of each control, in an order that makes each visible when its turn comes. */
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

/** Sets the controls by hand, because VS Code does not notice another program's changes to its settings file. */
async function resetControls(editor: OpenEditor, { control }: Sidebar): Promise<void> {
  const last = new Map(START);
  const wanted = JSON.stringify([...last.values()]);
  // Every control shows its setting, even while hidden.
  const found = async () => {
    const values = [...last].map(([label, value]) =>
      typeof value === "boolean" ? control(label).isChecked() : control(label).inputValue(),
    );
    return JSON.stringify(await Promise.all(values));
  };
  if ((await found()) === wanted) return;
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
  await eventually(found, (now) => now === wanted, "the sidebar's controls are not at their start");
}
