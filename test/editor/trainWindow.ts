// A window for training models on short texts, which two test files use one after the other. Each trains on its own
// texts; the models trained by one stay in the list.
import fs from "node:fs";
import path from "node:path";
import { closeEverything, keptEditor, type OpenEditor } from "./page";

export const NOTES = "notes.xml";
export const PROSE = "prose.md";

const verse = (n: number) =>
  `<note id="${n}">\n  <to>Ada</to>\n  <from>Charles</from>\n  <body>The engine weaves.</body>\n</note>\n`;

/** @param more files that are added now, so that nothing was trained on them yet, not even with the folder */
export async function trainWindow(
  open: string,
  more: Readonly<Record<string, string>> = {},
): Promise<OpenEditor> {
  const editor = await keptEditor("train", {
    files: {
      [NOTES]: `<notes>\n${[1, 2, 3, 4, 5, 6, 7, 8].map(verse).join("")}</notes>\n`,
      [PROSE]:
        "# Looms\n\nPunched cards told the loom which threads to lift; 40,000 of them wove a portrait.\n".repeat(
          3,
        ),
      "more/data.bin": new Uint8Array(2000),
    },
    workspaceSettings: {
      "sparseDiff.models": { "**/*.md": path.resolve("media/sample/sample.bin") },
    },
    viewport: { width: 1280, height: 1000 },
  });
  await closeEverything(editor);
  for (const [name, text] of Object.entries(more))
    fs.writeFileSync(path.join(editor.folder, name), text);
  await editor.open(open);
  return editor;
}
