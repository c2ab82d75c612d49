// The functions that the page helpers call in the page, bundled into one script that runs before the workbench's own.
import { caretOf, cellAt, goToColumn } from "./cell.mjs";
import { decorationsOf } from "./decorations.mjs";
import { drawnLines } from "./lines.mjs";

export const editorDom = { caretOf, cellAt, decorationsOf, drawnLines, goToColumn };

Object.assign(globalThis, { editorDom });
