// The brief answer of the hover fits into the height that VS Code gives it, in a wide and in a narrow editor; 'More' opens
// the whole answer with the focus in it.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { generalWindow, WIDE } from "./generalWindow";
import { briefSays, hiddenPixels, wholeHoverAt } from "./hovers";
import { type OpenEditor, pageTest } from "./page";
import { eventually, painted, type TextEditor } from "./painted";
import { openSample } from "./sampleFile";

const WINDOWS = [
  { name: "wide", width: 1280 },
  { name: "narrow", width: 860 },
] as const;

let editor: OpenEditor;
let text: TextEditor;
before(async () => {
  editor = await generalWindow();
  text = await openSample(editor);
});
after(() => editor?.page.setViewportSize({ width: 1280, height: 800 }));

for (const { name, width } of WINDOWS) {
  pageTest(`${name}: a byte of the sample, with its causes, needs no scrolling`, async () => {
    await editor.page.setViewportSize({ width, height: 800 });
    const said = await briefSays(text, 17, 30, /Strongest bytes[\s\S]*Decisive: [\s\S]*More/);
    assert.match(said, /^'e' at byte 837, predicted from t = 836 \('n'\)\n/);
    assert.match(said, /p 0\.956 · 0\.06\d+ bits · counting [\d.]+ bits · rank 1 of 256/);
    const strongest = said.split("\n").find((line) => line.startsWith("Strongest bytes (nats): "));
    assert.equal(strongest?.match(/\(k\s\d+\)\s[+\u2212]/g)?.length, 5, strongest);
    await editor.screenshot(`hover-brief-${name}`);
  });

  pageTest(`${name}: a nearly certain byte, and a line end`, async () => {
    await briefSays(text, 3, 5, /p 0\.99\d+ [\s\S]*Enough alone[\s\S]*More/);
    await briefSays(text, 3, 71, /^LF at byte [\s\S]*More/);
  });

  pageTest(`${name}: a word, pinned by its link`, async () => {
    const hover = await text.hoverAt(17, 30);
    await hover.element.getByText("Explain the word").click();
    await eventually(
      () => painted(text),
      ({ pins, targets }) => pins.length + targets.length > 0,
      "the word is not pinned",
    );
    await editor.page.keyboard.press("Escape");
    await briefSays(text, 17, 31, /"neurons" at bytes [\s\S]*Strongest bytes[\s\S]*More · Unpin/);
    await editor.screenshot(`hover-brief-word-${name}`);
    await editor.runIfOffered("Sparse Diff: Clear Pins");
  });

  pageTest(`${name}: characters of several bytes`, async () => {
    const wide = await editor.open(WIDE);
    await briefSays(wide, 1, 3, /does not know this text/);
    await briefSays(wide, 1, 3, /Bytes of '\u00fc': 0xC3 0xBC[\s\S]*More/);
    await briefSays(wide, 1, 13, /Bytes of '\u6f22': [\s\S]*More/);
    await editor.screenshot(`hover-brief-character-${name}`);
    await openSample(editor);
  });
}

pageTest("'More' opens the whole answer where the hover was, with the focus in it", async () => {
  const { text: said, element } = await wholeHoverAt(text, 17, 30);
  assert.match(
    said,
    /'e' at byte 837[\s\S]*\u2016g\u2016 [\s\S]*gradient\tshare[\s\S]*Likeliest: /,
  );
  assert.ok((await hiddenPixels(text)) > 0, "the whole answer would have fitted");
  const hasFocus = () => element.evaluate((hover) => hover.contains(document.activeElement));
  await eventually(hasFocus, (has) => has, "the hover does not have the focus");
  await editor.screenshot("hover-whole");
  await editor.page.keyboard.press("Escape");
  await element.waitFor({ state: "hidden" });
});
