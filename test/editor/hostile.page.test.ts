// What a stranger's text may not do on the screen: here the addresses in it, which stay text in the hover. The
// bundled model serves; it need not know the text.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { type OpenEditor, openEditor, pageTest } from "./page";
import { statusSays } from "./painted";

const FILE = "addresses.txt";
const ADDRESSES = ["http://ev.il/", "www.ev.il/a", "me@ev.il", "ftp://ev.il"];
let editor: OpenEditor;

before(async () => {
  editor = await openEditor({
    files: { [FILE]: `${ADDRESSES.join("\n")}\nend\n` },
    workspaceSettings: {
      "sparseDiff.enabledFor": ["**/*.txt"],
      "sparseDiff.sumBy": "line",
      // The editor's own links in the text have a hover of their own.
      "editor.links": false,
    },
  });
  await statusSays(editor, /bits\/byte/);
});
after(() => editor?.close());

pageTest("a hover over addresses has no link but the extension's own commands", async () => {
  const { element, text } = await editor.editor(FILE).hoverAt(ADDRESSES.length + 1, 2);
  for (const address of ADDRESSES) assert.ok(text.includes(address), `${address}: ${text}`);
  const links = await element
    .locator("a")
    .evaluateAll((all) =>
      all.map((a) => a.getAttribute("data-href") ?? a.getAttribute("href") ?? ""),
    );
  assert.ok(links.length > 0);
  assert.deepEqual(
    links.filter((link) => !link.startsWith("command:sparseDiff.")),
    [],
  );
});
