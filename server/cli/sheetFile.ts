// A sheet as one self-contained HTML file. Its script and style lie beside the bundle that is running.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Sheet } from "../protocol/wire/sheet";
import { fileFrame, sheetHtml } from "../protocol/words/sheetHtml";

export function sheetFile(sheet: Sheet): string {
  const part = (name: string) => readFileSync(join(__dirname, name), "utf8");
  const hash = (text: string) => createHash("sha256").update(text).digest("base64");
  const parts = { script: `${part("plot.js")}${part("sheet.js")}`, style: part("sheet.css") };
  return sheetHtml(sheet, fileFrame(parts, hash));
}
