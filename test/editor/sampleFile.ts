// The bundled sample as an editor of the page: it lies in the extension's folder, outside the workspace.
import path from "node:path";
import type { OpenEditor } from "./page";
import type { TextEditor } from "./painted";

export function sampleEditor(editor: OpenEditor): TextEditor {
  return editor.editor(path.relative(editor.folder, path.resolve("media/sample/sample.xml")));
}
