// Every visible string has its German, and none is outside the translations: the manifest's, and those of the extension, its
// server and its pages, which are found in the sources' syntax trees. What German looks like on the screen is in
// test/editor/german.page.test.ts.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { keyOf, l10n, speak, translated } from "../../../server/protocol/words/l10n";
import { SAID_BY_CHARTS } from "../../../server/protocol/words/sheetHtml";
import { sentencesIn, sources } from "../../tools/l10n/sentences.mjs";

const json = (file: string): Record<string, string> => JSON.parse(fs.readFileSync(file, "utf8"));
const german = json("media/l10n/bundle.l10n.de.json");
const { keys, bare, early } = sentencesIn(sources());
const english = new Set(keys.map(({ text }) => text));

/** What looks like words, and is the same in every language or is read by programs. */
const NOT_TRANSLATED = json("test/data/l10n/notTranslated.json");

const placeholders = (text: string) => [...text.matchAll(/\{\d+\}/g)].map(([one]) => one).sort();
const edges = (text: string) => [/^\s*/.exec(text)?.[0], /\s*$/.exec(text)?.[0]];
const commands = (text: string) => [...text.matchAll(/command:[\w.]+|\$\([\w~-]+\)/g)].flat();

function sameForm(from: string, to: string): void {
  assert.notEqual(to.trim(), "", from);
  assert.deepEqual(placeholders(to), placeholders(from), `${from} -> ${to}`);
  assert.deepEqual(edges(to), edges(from), `${from} -> ${to}`);
  assert.deepEqual(commands(to).sort(), commands(from).sort(), `${from} -> ${to}`);
}

test("every sentence has its German, and no German is left over", () => {
  assert.ok(english.size > 1000, `${english.size} sentences`);
  const missing = [...english].filter((text) => german[text] === undefined);
  assert.deepEqual(missing, []);
  const unused = Object.keys(german).filter((text) => !english.has(text));
  assert.deepEqual(unused, []);
});

test("a translation has what its sentence has: values, spaces at its ends, icons, commands", () => {
  for (const [from, to] of Object.entries(german)) sameForm(from, to);
});

test("no markup, address or lone icon is a sentence", () => {
  const odd = [...english].filter(
    (text) => /="|^\w+:\S/.test(text) || text.replace(/\{\d+\}|\$\(\S+\)|[^\p{L}\d]/gu, "") === "",
  );
  assert.deepEqual(odd, []);
});

test("no visible string is outside the translations", () => {
  const found = bare.filter(({ text }) => NOT_TRANSLATED[text] === undefined);
  assert.deepEqual(
    found.map(({ place, text }) => `${place}: ${text}`),
    [],
  );
  const gone = Object.keys(NOT_TRANSLATED).filter((text) => !bare.some((one) => one.text === text));
  assert.deepEqual(gone, [], "no longer in the sources");
});

test("nothing is said when a module is loaded, before the language is known", () => {
  assert.deepEqual(
    early.map(({ place, text }) => `${place}: ${text}`),
    [],
  );
});

test("the manifest has the same words in both languages", () => {
  const words = json("package.nls.json");
  const other = json("package.nls.de.json");
  assert.deepEqual(Object.keys(other), Object.keys(words));
  for (const [id, text] of Object.entries(words)) sameForm(text, other[id] ?? "");
});

test("a sentence is said in the language that was set, and in English where it has none", () => {
  const bytes = 3;
  const said = () => l10n`Held out: ${bytes} bytes`;
  assert.equal(said(), "Held out: 3 bytes");
  try {
    speak(german);
    assert.equal(said(), german["Held out: {0} bytes"]?.replace("{0}", "3"));
    assert.equal(l10n`no sentence of this project ${bytes}`, "no sentence of this project 3");
    assert.equal(translated("Surprise"), german.Surprise);
    // A value is never read as a place for another.
    assert.ok(l10n`Held out: ${"{0}{1}"} bytes`.includes("{0}{1}"));
  } finally {
    speak({});
  }
  assert.equal(said(), "Held out: 3 bytes");
});

test("a file of charts has the translations of its charts", () => {
  const charts = sentencesIn(sources(["media/sheet"])).keys.map(({ text }) => text);
  assert.deepEqual([...SAID_BY_CHARTS].sort(), [...new Set(charts)].sort());
});

test("the key of a template is its fixed parts", () => {
  assert.equal(keyOf(["a ", " of ", ""]), "a {0} of {1}");
  assert.equal(keyOf(["all"]), "all");
});
