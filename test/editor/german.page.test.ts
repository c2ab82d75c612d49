// The window in German: commands, hover, sidebar, status bar, a refusal of the server and a sheet, each in German, and no English
// sentence that has a translation among them. VS Code's own words stay English here.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before } from "node:test";
import { type OpenEditor, openEditor, pageTest } from "./page";
import { eventually, hoverSays, statusSays } from "./painted";
import { openSample } from "./sampleFile";
import { sheetPage } from "./sheets";
import { openSidebar, overTheEdge, type Sidebar } from "./sidebar";

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
  editor = await openEditor({
    files: { "broken.bin": "not a model", "a.txt": "text\n", "b.txt": "text\n" },
    workspaceSettings: { "sparseDiff.models": { "**/b.txt": "broken.bin" } },
    language: "de",
  });
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
  assert.deepEqual(await overTheEdge(sidebar), []);
  await editor.screenshot("german-sidebar");
});

pageTest("a refusal of the server is German", async () => {
  const text = await editor.open("a.txt");
  await text.placeCaret(1, 1);
  await editor.runCommand(command("readAtCursor"));
  const told = await editor.notification(/Vergangenheit/);
  isGerman(await told.innerText(), "a notification");
  await editor.open("b.txt");
  await editor.runCommand(command("traceAtCursor"));
  const refused = await editor.notification(/broken\.bin: .*erwartet/);
  isGerman(await refused.innerText(), "the refusal of a model");
  await editor.screenshot("german-refusal");
});

pageTest("a sheet is German, and its charts", async () => {
  await openSample(editor, command("openSample"));
  await editor.runCommand(command("analyseFile"));
  const { frame } = await sheetPage(editor, /sample\.xml/);
  await frame.locator("figure svg").first().waitFor();
  isGerman(await frame.locator("body").innerText(), "the sheet");
  assert.equal(await frame.locator("html").getAttribute("lang"), "de");
  await editor.screenshot("german-sheet");
});
