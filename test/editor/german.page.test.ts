// The window in German: commands, hover, sidebar, status bar, a refusal of the server and a sheet, each in German, and no English
// sentence that has a translation among them. VS Code's own words stay English here.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before } from "node:test";
import { type OpenEditor, openEditor, pageTest } from "./page";
import { eventually, hoverSays, statusSays } from "./painted";
import { openSample } from "./sampleFile";
import { openSidebar, type Sidebar } from "./sidebar";

const german: Record<string, string> = JSON.parse(
  fs.readFileSync("media/l10n/bundle.l10n.de.json", "utf8"),
);
const manifest: Record<string, string> = JSON.parse(fs.readFileSync("package.nls.de.json", "utf8"));
const command = (id: string) => `Sparse Diff: ${manifest[`command.${id}`]}`;

/** The longest fixed part of each English sentence that is not the same in German: two words at least. */
const ENGLISH = Object.entries(german)
  .filter(([from, to]) => from !== to)
  .map(
    ([from]) =>
      from
        .split(/\{\d+\}/)
        .sort((a, b) => b.length - a.length)[0]
        ?.trim() ?? "",
  )
  .filter((part) => /[A-Za-z]{3,}[ ,:;]+[A-Za-z]{3,}/.test(part));

let editor: OpenEditor;
let sidebar: Sidebar;
before(async () => {
  const broken = "not a model";
  editor = await openEditor({ files: { "broken.bin": broken, "a.txt": "text\n" }, language: "de" });
});
after(() => editor?.close());

function isGerman(text: string, where: string): void {
  const plain = text.replaceAll(/\s+/g, " ");
  const left = ENGLISH.filter((part) => plain.includes(part.replaceAll(/\s+/g, " ")));
  assert.deepEqual(left, [], `${where} has English: ${plain}`);
}

pageTest("the hover and the status bar are German", async () => {
  assert.ok(ENGLISH.length > 700, `${ENGLISH.length} sentences`);
  const text = await openSample(editor, command("openSample"));
  await statusSays(editor, /Bits\/Byte · sample\.bin/);
  isGerman(await hoverSays(text, 17, 30, /vorhergesagt/), "the hover");
  await editor.screenshot("german-hover");
  await text.hoverElement.getByText("Mehr", { exact: true }).click();
  const whole = await eventually(
    async () => (await text.hoverText()) ?? "",
    (said) => said.includes("Als JSON kopieren"),
    "'Mehr' shows no whole answer",
  );
  isGerman(whole, "the whole answer");
  await editor.screenshot("german-hover-whole");
});

pageTest("the sidebar is German, and its menus", async () => {
  sidebar = await openSidebar(editor);
  await sidebar.headline(/vorhergesagt/);
  const words = () => sidebar.page.locator("body").innerText();
  isGerman(await words(), "the sidebar");
  const titles = await sidebar.page
    .locator("[title], [aria-label], option")
    .evaluateAll((all) =>
      all.map((one) =>
        [one.getAttribute("title"), one.getAttribute("aria-label"), one.textContent].join(" "),
      ),
    );
  isGerman(titles.join("\n"), "the sidebar's labels and menus");
  assert.equal(await sidebar.page.locator("html").getAttribute("lang"), "de");
  await editor.screenshot("german-sidebar");
});

pageTest("a refusal of the server is German", async () => {
  await editor.open("a.txt");
  await editor.runCommand(command("readAtCursor"));
  const told = await editor.notification(/Attribution/);
  isGerman(await told.innerText(), "a notification");
});

pageTest("a sheet is German", async () => {
  await editor.open("sample.xml");
  await editor.runCommand(command("analyseFile"));
  const sheet = editor.webview(1);
  await eventually(
    () => sheet.locator("h1").first().innerText(),
    (title) => /sample\.xml/.test(title),
    "the analysis does not come",
  );
  isGerman(await sheet.locator("body").innerText(), "the sheet");
  await editor.screenshot("german-sheet");
});
