// What a *.page.test file imports: openEditor, and a test that keeps a picture of every open editor when it fails.
// The helpers themselves are in test/tools/editor-host/page, where the demo uses them too.
import { test } from "node:test";
import { openEditors } from "../tools/editor-host/page/open.mjs";

export type { Decoration } from "../tools/editor-host/dom/decorations.mjs";
export type { EditorOptions, OpenEditor } from "../tools/editor-host/page/open.mjs";
export { openEditor } from "../tools/editor-host/page/open.mjs";

/**
 * Tried a second time where it fails, since a window under load can lose a key or a click; the first
 * failure is printed all the same, and a test that fails twice has failed.
 */
export function pageTest(name: string, body: () => Promise<void>): void {
  test(name, async () => {
    try {
      await body();
    } catch (error) {
      await picture(name);
      console.error(`tried again: ${name}: ${(error as Error).message}`);
      for (const editor of openEditors()) await editor.page.keyboard.press("Escape");
      await secondTry(name, body);
    }
  });
}

async function secondTry(name: string, body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    await picture(name);
    throw error;
  }
}

async function picture(name: string): Promise<void> {
  for (const editor of openEditors()) {
    const file = await editor.screenshot(`failed-${name.replace(/\W+/g, "-")}`);
    console.error(`picture of the failure: ${file}`);
  }
}
