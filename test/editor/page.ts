// What a *.page.test file imports: openEditor, and a test that keeps a picture of every open editor when it fails.
// The helpers themselves are in test/tools/editor-host/page, where the demo uses them too.
import { test } from "node:test";
import { openEditors } from "../tools/editor-host/page/open.mjs";

export type { Decoration } from "../tools/editor-host/dom/decorations.mjs";
export type { EditorOptions, OpenEditor } from "../tools/editor-host/page/open.mjs";
export { openEditor } from "../tools/editor-host/page/open.mjs";

export function pageTest(name: string, body: () => Promise<void>): void {
  test(name, async () => {
    try {
      await body();
    } catch (error) {
      for (const editor of openEditors()) {
        const picture = await editor.screenshot(`failed-${name.replace(/\W+/g, "-")}`);
        console.error(`picture of the failure: ${picture}`);
      }
      throw error;
    }
  });
}
