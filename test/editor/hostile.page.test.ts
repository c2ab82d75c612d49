// What untrusted text may not do on the screen: URLs and addresses in it stay text in the hover. Uses the bundled
// model, which need not know the text.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { ADDRESS_FILE, ADDRESSES, generalSidebar } from "./generalWindow";
import { wholeHoverAt } from "./hovers";
import { type OpenEditor, pageTest } from "./page";
import { eventually, statusSays, type TextEditor } from "./painted";

let editor: OpenEditor;
let file: TextEditor;
let leave: () => Promise<void>;

before(async () => {
  ({ editor, text: file, leave } = await generalSidebar(ADDRESS_FILE, [["Sum by", "line"]]));
  await statusSays(editor, /bits\/byte/);
});
after(() => leave?.());

pageTest("a hover over addresses has no link but the extension's own commands", async () => {
  const brief = () => file.hoverAt(ADDRESSES.length + 1, 2);
  const whole = () => wholeHoverAt(file, ADDRESSES.length + 1, 2);
  for (const opened of [brief, whole]) {
    await eventually(
      async () => (await opened()).text,
      (text) => ADDRESSES.every((address) => text.includes(address)),
      "the hover does not quote the addresses",
    );
    await assertOnlyCommands(file.hoverElement);
  }
});

async function assertOnlyCommands(hover: TextEditor["hoverElement"]): Promise<void> {
  const links = await hover
    .locator("a")
    .evaluateAll((all) =>
      all.map((a) => a.getAttribute("data-href") ?? a.getAttribute("href") ?? ""),
    );
  assert.ok(links.length > 0);
  assert.deepEqual(
    links.filter((link) => !link.startsWith("command:sparseDiff.")),
    [],
  );
}
