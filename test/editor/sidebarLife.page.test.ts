// The life of the sidebar: hidden, moved, reloaded, on another file, with a server that does not answer. It comes back
// from one snapshot, never with the numbers of another text.
import assert from "node:assert/strict";
import { before } from "node:test";
import type { OpenEditor } from "./page";
import { eventually, painted, statusSays, targetAt } from "./painted";
import { canRun, paperTest, TEXT } from "./paperFiles";
import { OFF, OTHER, paperSidebar } from "./paperWindow";
import { alsoShow } from "./pinsList";
import { attributionServers } from "./servers";
import { openSidebar, type Sidebar, sidebarOf } from "./sidebar";
import { isStored } from "./storage";

let editor: OpenEditor;
let sidebar: Sidebar;

before(async () => {
  if (canRun) ({ editor, sidebar } = await paperSidebar());
});

async function explain29(): Promise<void> {
  const text = editor.editor(TEXT);
  await text.placeCaret(2, 1);
  await text.placeCaret(1, 30);
  await targetAt(text, 1, 30);
  await sidebar.headline(/'m' at byte 29/);
}

/** What the user must see again: the head, the opened part, the table that was asked for. */
async function isBack(): Promise<void> {
  await sidebar.headline(/'m' at byte 29/);
  const energy = sidebar.page.locator("details[data-chart=energy][open]");
  await energy.locator("table").waitFor();
  assert.equal((await sidebar.rows("Neuron energy")).length, 128);
  assert.ok(await sidebar.control("Sparsity threshold").isChecked());
}

paperTest("life of the sidebar: hidden and shown again, everything is back", async () => {
  await explain29();
  await sidebar.control("Sparsity threshold").check();
  const energy = await sidebar.part("Neuron energy");
  await energy.getByRole("button", { name: /as a table/ }).click();
  await isBack();
  await editor.openView("Explorer");
  await editor.page.locator(".explorer-viewlet").waitFor();
  sidebar = await openSidebar(editor);
  await isBack();
});

paperTest("life of the sidebar: moved to the other side bar, everything is back", async () => {
  await editor.runCommand("View: Move View");
  await editor.pick("Attribution");
  await editor.pick("New Secondary Side Bar Entry");
  await editor.page
    .locator(".part.auxiliarybar .webview-view, .part.auxiliarybar")
    .first()
    .waitFor();
  sidebar = await sidebarOf(editor);
  await isBack();
  await editor.screenshot("sidebar-moved");
  await editor.runCommand("View: Reset View Locations");
  sidebar = await openSidebar(editor);
  // The other tests of this window have its full width again.
  const other = editor.page.locator(".part.auxiliarybar");
  const hide = async () => {
    if (await other.isVisible()) await editor.page.keyboard.press("Control+Alt+b");
    return other.isVisible();
  };
  // It may go by itself too, and then the key would bring it back: so again until it is gone.
  await eventually(hide, (isVisible) => !isVisible, "the other side bar stays", 1000);
  await isBack();
});

paperTest(
  "life of the sidebar: after a window reload everything is back, with the pins shown together and what is folded",
  async () => {
    for (const [line, column] of [
      [3, 8],
      [1, 30],
    ] as const) {
      await editor.editor(TEXT).placeCaret(line, column);
      await editor.runCommand("Sparse Diff: Pin");
    }
    await alsoShow(editor, 1, 0);
    await sidebar.headline(/sum over 2 shown pins/);
    const threshold = () => sidebar.page.locator("details", { hasText: "Sparsity threshold" });
    await threshold().locator("summary").click();
    assert.equal(await threshold().getAttribute("open"), null);
    const kept = /"open":\[[^\]]*"energy".*"tables":\[[^\]]*"energy".*"folded":\["Threshold"\]/;
    await isStored(editor, kept);
    await editor.page.reload();
    await editor.editor(TEXT).waitFor();
    await statusSays(editor, /0\.0792 bits\/byte/);
    sidebar = await sidebarOf(editor);
    await sidebar.headline(/sum over 2 shown pins/);
    assert.equal(await threshold().getAttribute("open"), null);
    await sidebar.part("Threshold");
    await eventually(
      async () => (await painted(editor.editor(TEXT))).targets.length,
      (targets) => targets === 2,
      "the two pins are not back",
    );
    await editor.runIfOffered("Sparse Diff: Clear Pins");
    await explain29();
    await isBack();
  },
);

paperTest(
  "life of the sidebar: another file has its own numbers, one that is off has none",
  async () => {
    await explain29();
    const other = await editor.open(OTHER);
    await other.placeCaret(1, 4);
    await sidebar.headline(/at byte 3.*other\.txt/);
    assert.equal((await sidebar.rows("Neuron energy")).length, 128);
    await editor.open(OFF);
    await sidebar.headline(/Attribution is off for this file/);
    assert.equal(await sidebar.page.locator("table:visible, svg:visible").count(), 0);
    await editor.screenshot("sidebar-off");
    await editor.runCommand("View: Close All Editors");
    await sidebar.headline(/Open a text/);
    await editor.screenshot("sidebar-no-file");
    await editor.open(TEXT);
    await explain29();
  },
);

paperTest("life of the sidebar: the slider recolours while the server is stopped", async () => {
  await explain29();
  const text = editor.editor(TEXT);
  await sidebar.control("Sparsity threshold").check();
  const slider = sidebar.control("Keep");
  await slider.focus();
  await editor.page.keyboard.press("End");
  const count = async () => (await painted(text)).tints.length;
  await sidebar.thresholdSays(/of 128 neurons/);
  const many = await eventually(count, (n) => n > 0, "no tints");
  const [server] = attributionServers(editor);
  assert.ok(server, "no attribution server is running");
  process.kill(server, "SIGSTOP");
  try {
    const times: number[] = [];
    for (let i = 0; i < 5; i++) times.push(await recolouring("Home"), await recolouring("End"));
    await editor.page.keyboard.press("Home");
    await eventually(count, (n) => n > 0 && n < many, "nothing is recoloured");
    console.log(`recoloured after ${times.sort((a, b) => a - b).join(", ")} ms`);
  } finally {
    process.kill(server, "SIGCONT");
  }
  await sidebar.control("Sparsity threshold").uncheck();
});

/** Time from the key press in the sidebar to the first change of the editor's decorations; -1 if there was none. */
async function recolouring(key: string): Promise<number> {
  const slider = sidebar.control("Keep");
  await slider.evaluate((input) => {
    const note = () => {
      input.dataset.pressed = String(Date.now());
    };
    input.addEventListener("keydown", note, { once: true });
  });
  await editor.page.evaluate(() => {
    delete document.body.dataset.recoloured;
    const observer = new MutationObserver(() => {
      observer.disconnect();
      document.body.dataset.recoloured = String(Date.now());
    });
    const layer = document.querySelector(".monaco-editor .view-overlays");
    if (layer) observer.observe(layer, { subtree: true, childList: true, attributes: true });
  });
  await slider.press(key);
  await editor.page.waitForTimeout(500);
  const at = await editor.page.evaluate(() => document.body.dataset.recoloured);
  const pressed = await slider.evaluate((input) => input.dataset.pressed);
  return at === undefined ? -1 : Number(at) - Number(pressed);
}

paperTest("life of the sidebar: 20 layer switches make no new decoration types", async () => {
  await explain29();
  const layers = ["surprise", "neuron", "influence", "gradientNorm", "trace"];
  for (const layer of layers) await sidebar.control("Layer").selectOption(layer);
  await sidebar.legendSays(/the largest of this target/);
  const before = await decorationTypes();
  for (let i = 0; i < 20; i++) {
    await sidebar.control("Layer").selectOption(layers[i % layers.length]!);
  }
  await sidebar.legendSays(/the largest of this target/);
  const after = await decorationTypes();
  // Types are numbered as they are made. One made at the start gets its rules when it is first painted.
  assert.deepEqual(
    after.filter((n) => n > Math.max(...before)),
    [],
  );
  assert.ok(before.length > 0 && after.length <= 24, `${after.length} decoration types`);
});

/** Types made by extensions that have been painted: each has its own rules in the window's styles. */
function decorationTypes(): Promise<number[]> {
  return editor.page.evaluate(() => {
    const numbers = new Set<number>();
    for (const sheet of document.styleSheets) {
      for (const rule of sheet.cssRules) {
        const number = /\.ced-\d+-TextEditorDecorationType(\d+)-/.exec(rule.cssText)?.[1];
        if (number) numbers.add(Number(number));
      }
    }
    return [...numbers];
  });
}
