// The bundled sample as an editor on the page. It is in the extension's folder, outside the workspace.
import path from "node:path";
import type { OpenEditor } from "./page";
import type { TextEditor } from "./painted";

/** An extension is found a few moments after the window opens. */
export async function openSample(editor: OpenEditor): Promise<TextEditor> {
  const sample = path.join(editor.server.extension, "media/sample/sample.xml");
  for (let tries = 0; ; tries++) {
    try {
      await editor.runCommand("Sparse Diff: Open Sample");
      const text = editor.editor(path.relative(editor.folder, sample));
      await text.waitFor(); // it takes the focus when it opens
      return text;
    } catch (error) {
      if (tries === 2) throw error;
      await editor.page.keyboard.press("Escape");
    }
  }
}
