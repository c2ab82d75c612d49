// What a *.page.test file imports: openEditor, and a test function that takes a picture of every open editor on
// failure. The helpers themselves are in test/tools/editor-host/page, where the demo uses them too.
import { test } from "node:test";
import {
  type EditorOptions,
  type OpenEditor,
  openEditor as open,
  openEditors,
} from "../tools/editor-host/page/open.mjs";
import { sharedPlace } from "../tools/editor-host/place.mjs";
import { inWeb } from "../tools/editor-host/web.mjs";
import { LEFT_OUT_TESTS } from "../tools/editor-host/web-tests.mjs";

export type { Decoration } from "../tools/editor-host/dom/decorations.mjs";
export type { EditorOptions, OpenEditor } from "../tools/editor-host/page/open.mjs";

let kept: { readonly name: string; readonly editor: Promise<OpenEditor> } | undefined;

/** A window in the place that all test files share. */
export async function openEditor(options: EditorOptions): Promise<OpenEditor> {
  const before = kept;
  kept = undefined; // before any await, because keptEditor sets it right after
  await (await before?.editor)?.close();
  return open(options, sharedPlace);
}

/**
 * A window that several files share by name, one after the other, because opening one takes longer than most of their
 * tests. It closes when another opens. Each file restores it to its initial state.
 */
export function keptEditor(name: string, options: EditorOptions): Promise<OpenEditor> {
  if (kept?.name !== name) kept = { name, editor: openEditor(options) };
  return kept.editor;
}

/** Closes all editors, prompts and notifications. Unsaved changes are thrown away. */
export async function closeEverything(editor: OpenEditor): Promise<void> {
  await editor.page.keyboard.press("Escape");
  const tabs = editor.page.locator(".tabs-container .tab");
  for (let left = await tabs.count(); left > 0; left--) {
    await editor.runCommand("View: Revert and Close Editor");
    await tabs.nth(left - 1).waitFor({ state: "detached" });
  }
  await editor.runCommand("Notifications: Clear All Notifications");
}

export function pageTest(name: string, body: () => Promise<void>): void {
  const skip = inWeb() && LEFT_OUT_TESTS[name];
  test(name, skip ? { skip } : {}, async () => {
    try {
      await body();
    } catch (error) {
      await picture(name);
      throw error;
    }
  });
}

async function picture(name: string): Promise<void> {
  for (const editor of openEditors()) {
    const file = await editor.screenshot(`failed-${name.replace(/\W+/g, "-")}`);
    console.error(`picture of the failure: ${file}`);
  }
}
