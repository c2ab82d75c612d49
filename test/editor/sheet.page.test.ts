// A sheet as a file in a real browser, opened from disk in light and dark: its charts are drawn, nothing in its words is markup,
// and axe-core finds nothing.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { fileFrame, sheetHtml } from "../../server/protocol/words/sheetHtml";
import { openPage } from "../tools/editor-host/browser.mjs";
import { exampleSheet } from "../tools/exampleSheet";
import { violationsIn } from "./sidebar";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-sheet-"));
const file = path.join(folder, "sheet.html");
let opened: Awaited<ReturnType<typeof openPage>>;

before(async () => {
  const part = (name: string) => fs.readFileSync(`dist/${name}`, "utf8");
  const hash = (text: string) => createHash("sha256").update(text).digest("base64");
  const frame = fileFrame(
    { script: `${part("plot.js")}${part("sheet.js")}`, style: part("sheet.css") },
    hash,
  );
  fs.writeFileSync(file, sheetHtml(exampleSheet, frame));
  opened = await openPage({ viewport: { width: 1000, height: 900 } });
});
after(async () => {
  await opened?.close();
  fs.rmSync(folder, { recursive: true });
});

for (const colorScheme of ["light", "dark"] as const)
  test(`a sheet from disk, ${colorScheme}: charts, tables, and no axe-core finding`, async () => {
    const { page } = opened;
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    await page.emulateMedia({ colorScheme });
    await page.goto(pathToFileURL(file).href, { waitUntil: "load" });
    await page.locator("figure svg.plot").nth(3).waitFor();
    assert.equal(await page.locator("figure svg.plot").count(), 4);
    assert.equal(await page.locator("svg").nth(1).locator("rect").count(), 60);
    assert.match((await page.locator("dd").first().innerText()) ?? "", /<img src=x.*<U\+202E>/);
    assert.equal(await page.locator("img, b, button").count(), 0);
    assert.deepEqual(await page.locator("table").last().locator("tbody th").allInnerTexts(), [
      "byte 57",
      "byte 0",
    ]);
    assert.equal(await page.evaluate(() => "ran" in globalThis), false);
    const shots = path.resolve("out/screenshots");
    fs.mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: path.join(shots, `sheet-${colorScheme}.png`), fullPage: true });
    assert.deepEqual(await violationsIn(page.mainFrame()), []);
    assert.deepEqual(said, []);
  });
