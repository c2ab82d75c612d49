// Every text of the corpus of injections, in each form in which foreign text reaches VS Code, a page or a table: nothing of it
// is markup there. What is drawn of them in the end: test/editor/injections.page.test.ts.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  literal,
  tabName,
  visible,
  withoutIcons,
  withoutLinks,
} from "../../../extension/state/literal";
import { csvOf } from "../../../server/answers/csv";
import { fileFrame, sheetHtml } from "../../../server/protocol/words/sheetHtml";
import { readCsv } from "../../tools/csvReader";
import { INJECTIONS, UNSEEN } from "../../tools/injections";

const TEXTS = INJECTIONS.map(({ text }) => text);

test("what cannot be seen is named, in every form", () => {
  for (const text of TEXTS)
    for (const form of [visible, withoutLinks, withoutIcons, literal, tabName])
      assert.doesNotMatch(form(text), UNSEEN, `${form.name} of ${JSON.stringify(text)}`);
});

test("no notification has a link, no row of a list an icon, no tab a path", () => {
  for (const text of TEXTS) {
    assert.doesNotMatch(withoutLinks(text), /\]\(/);
    assert.doesNotMatch(withoutIcons(text), /(?<!\\)\$\(/);
    assert.doesNotMatch(tabName(text), /[\\/]/);
  }
});

test("in Markdown every sign that could begin markup is escaped", () => {
  for (const text of TEXTS) {
    const words = literal(text).replaceAll(/\\[^a-z0-9\s]|&lt;|&amp;/gi, "");
    assert.doesNotMatch(words, /[\\`*_{}[\]()#+!|~<>&]|:\/\/|www\.|@/, JSON.stringify(text));
  }
});

test("in a table for spreadsheets none of them begins a formula or ends its field", () => {
  const rows = TEXTS.map((text, i) => [text, i]);
  const { records } = readCsv(csvOf({ titles: ["text", "number"], rows }));
  assert.deepEqual(
    records.slice(1).map(([, number]) => Number(number)),
    TEXTS.map((_, i) => i),
  );
  for (const [i, [field = ""]] of records.slice(1).entries()) {
    assert.equal(field.replace(/^'/, ""), TEXTS[i]!.replace(/^'/, ""));
    assert.doesNotMatch(field, /^[=+\-@\t\r]/);
  }
});

test("a sheet has the elements of its own and no others, wherever they stand in it", () => {
  const sheetOf = (text: string) =>
    sheetHtml(
      {
        title: text,
        subject: [[text, text]],
        sections: [
          {
            heading: text,
            sentences: [text],
            table: { titles: [text], rows: [[text]], population: text, words: [0] },
          },
        ],
        provenance: [[text, text]],
      },
      fileFrame({ script: "0", style: "" }, () => ""),
    );
  /** Their names and those of their attributes. */
  const elements = (html: string) =>
    [...html.matchAll(/<\/?[a-z]+[^>]*>/g)].map(([tag]) => tag.replaceAll(/="[^"]*"/g, ""));
  const plain = elements(sheetOf("plain"));
  assert.ok(plain.length > 20);
  for (const text of TEXTS) assert.deepEqual(elements(sheetOf(text)), plain, JSON.stringify(text));
});
