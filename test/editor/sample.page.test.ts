// A new user's first minute, in each of the four default themes: Open Sample shows a trace with the sample's model
// without any setup. The pictures are kept.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { generalWindow } from "./generalWindow";
import { type OpenEditor, pageTest } from "./page";
import { eventually, type Painted, painted, statusSays, type TextEditor } from "./painted";
import { openSample } from "./sampleFile";
import { THEMES, useTheme } from "./themes";

let editor: OpenEditor;
let text: TextEditor;
before(async () => {
  editor = await generalWindow();
  text = await openSample(editor);
});
after(async () => {
  if (editor) await useTheme(editor, "dark");
});

for (const theme of THEMES) {
  pageTest(`the sample in ${theme}: colours of both signs, the hover, the status bar`, async () => {
    await useTheme(editor, theme);
    await statusSays(editor, /0\.0\d+ bits\/byte · sample\.bin/);
    await text.placeCaret(5, 12);
    await bothSigns(text);
    await editor.screenshot(`sample-caret-${theme}`);
    const hover = await text.hoverAt(17, 30);
    assert.match(hover.text, /at byte \d+, predicted from t = \d+/);
    await bothSigns(text);
    const picture = hover.element.locator("img");
    assert.ok(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth > 100));
    await editor.screenshot(`sample-hover-${theme}`);
  });
}

function bothSigns(text: TextEditor): Promise<Painted> {
  return eventually(
    () => painted(text),
    ({ tints }) => tints.some((t) => t.sign > 0) && tints.some((t) => t.sign < 0),
    "not both signs are painted",
  );
}
