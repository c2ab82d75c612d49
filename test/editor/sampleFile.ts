// The bundled sample as an editor on the page. It is in the extension's folder, outside the workspace.
import path from "node:path";
import type { OpenEditor } from "./page";
import type { TextEditor } from "./painted";

export async function openSample(
  editor: OpenEditor,
  command = "Sparse Diff: Open Sample",
): Promise<TextEditor> {
  const sample = path.join(editor.server.extension, "media/sample/sample.xml");
  await editor.runCommand(command);
  const text = editor.editor(path.relative(editor.folder, sample));
  await text.waitFor(); // it takes the focus when it opens
  return text;
}
