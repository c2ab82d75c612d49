// What a *.page.test file imports: openEditor, and a test that keeps a picture of every open editor when it fails.
// The helpers themselves are in test/tools/editor-host/page, where the demo uses them too.
import { test } from "node:test";
import {
  type EditorOptions,
  type OpenEditor,
  openEditor as open,
  openEditors,
} from "../tools/editor-host/page/open.mjs";
import { sharedPlace } from "../tools/editor-host/place.mjs";

export type { Decoration } from "../tools/editor-host/dom/decorations.mjs";
export type { EditorOptions, OpenEditor } from "../tools/editor-host/page/open.mjs";

let kept: Promise<OpenEditor> | undefined;

/** A window at the place that all test files share. */
export async function openEditor(options: EditorOptions): Promise<OpenEditor> {
  const before = kept;
  kept = undefined; // before anything is waited for: keptEditor sets it right after
  await (await before)?.close();
  return open(options, sharedPlace);
}

/**
 * A window that the files which ask for it use one after the other, since opening one costs more than most of them do.
 * It closes when another opens. Whoever asks brings it back to how it was at the start.
 */
export function keptEditor(options: EditorOptions): Promise<OpenEditor> {
  kept ??= openEditor(options);
  return kept;
}

export function pageTest(name: string, body: () => Promise<void>): void {
  test(name, async () => {
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
