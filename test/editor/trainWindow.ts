// The window in which models are trained on short texts, which two test files use one after the other. Each trains on
// texts of its own; what one has trained stays in the list of models.
import path from "node:path";
import { closeEverything, keptEditor, type OpenEditor } from "./page";

export const NOTES = "notes.xml";
export const PROSE = "prose.md";
export const LOSS = "loss.xml";
export const OTHER = "other.xml";
export const LOSS_TEXT = `<notes>\n${'  <note to="Ada">The engine weaves.</note>\n'.repeat(20)}</notes>\n`;

const verse = (n: number) =>
  `<note id="${n}">\n  <to>Ada</to>\n  <from>Charles</from>\n  <body>The engine weaves.</body>\n</note>\n`;

export async function trainWindow(open: string): Promise<OpenEditor> {
  const editor = await keptEditor("train", {
    files: {
      [NOTES]: `<notes>\n${[1, 2, 3, 4, 5, 6, 7, 8].map(verse).join("")}</notes>\n`,
      [PROSE]:
        "# Looms\n\nPunched cards told the loom which threads to lift; 40,000 of them wove a portrait.\n".repeat(
          3,
        ),
      [LOSS]: LOSS_TEXT,
      [OTHER]: "<a>\n",
      "more/data.bin": new Uint8Array(2000),
    },
    workspaceSettings: {
      "sparseDiff.models": { "**/*.md": path.resolve("media/sample/sample.bin") },
    },
    viewport: { width: 1280, height: 1000 },
  });
  await closeEverything(editor);
  await editor.open(open);
  return editor;
}
