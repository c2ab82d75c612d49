// The bundled sample as an editor of the page: it lies in the extension's folder, outside the workspace.
import path from "node:path";
import type { OpenEditor } from "./page";
import type { TextEditor } from "./painted";

/** An extension is found some moments after the window is there. */
export async function openSample(editor: OpenEditor): Promise<TextEditor> {
  const sample = path.join(editor.server.extension, "media/sample/sample.xml");
  for (let tries = 0; ; tries++) {
    try {
      await editor.runCommand("Sparse Diff: Open Sample");
      const text = editor.editor(path.relative(editor.folder, sample));
      await text.waitFor(); // it takes the keyboard when it comes
      return text;
    } catch (error) {
      if (tries === 2) throw error;
      await editor.page.keyboard.press("Escape");
    }
  }
}
