// The extension's ids and its manifest name the same commands, settings, contexts and colours.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { COMMANDS, CONTEXTS, SECTION, VIEWS } from "../../../extension/state/ids";
import { contributedColours, THEMES, type ThemeKind } from "../../../extension/state/palette";
import { parseSettings } from "../../../extension/state/settings";
import { SETTINGS, type Setting } from "../../../server/protocol/vocabulary/settings";
import { namesOf } from "../../../server/protocol/vocabulary/terms";

const manifestText = fs.readFileSync("package.json", "utf8");
const manifest = JSON.parse(manifestText);
const words: Record<string, string> = JSON.parse(fs.readFileSync("package.nls.json", "utf8"));
const contributes = manifest.contributes;
const sorted = (names: Iterable<string>) => [...names].sort();

test("every command is contributed, and every contributed command has an id", () => {
  const commands = contributes.commands.map((c: { command: string }) => c.command);
  assert.deepEqual(sorted(commands), sorted(Object.values(COMMANDS)));
  for (const { category } of contributes.commands) assert.equal(category, "Sparse Diff");
});

test("menus and the walkthrough name commands that exist", () => {
  const known = new Set<string>(Object.values(COMMANDS));
  const named = [...manifestText.matchAll(/"command": "([^"]+)"/g)].map((match) => match[1] ?? "");
  const linked = [...JSON.stringify(words).matchAll(/command:(sparseDiff\.\w+)/g)].map(
    (m) => m[1]!,
  );
  const events = [...manifestText.matchAll(/onCommand:([\w.]+)/g)].map((match) => match[1] ?? "");
  for (const command of [...named, ...linked, ...events]) assert.ok(known.has(command), command);
});

test("each button of a walkthrough step completes the step", () => {
  for (const { description, completionEvents } of contributes.walkthroughs[0].steps) {
    const text = words[description.replaceAll("%", "")] ?? "";
    const buttons = [...text.matchAll(/command:(sparseDiff\.\w+)/g)].map((match) => match[1]);
    for (const button of buttons)
      assert.ok(completionEvents.includes(`onCommand:${button}`), button);
  }
});

/** What the manifest says of a setting besides its description and scope. */
function contributed(setting: Setting): Record<string, unknown> {
  const fallback = setting.fallback;
  switch (setting.kind) {
    case "name":
      return {
        type: "string",
        default: fallback,
        enum: namesOf(setting.of),
        enumDescriptions: namesOf(setting.of).map((name) => `%value.${setting.key}.${name}%`),
      };
    case "number":
      return {
        type: setting.whole ? "integer" : "number",
        minimum: setting.low,
        maximum: setting.high,
        default: fallback,
      };
    case "flag":
      return { type: "boolean", default: fallback };
    case "globs":
      return { type: "array", items: { type: "string" }, default: fallback };
    case "modelsByGlob":
    case "alphabetsByModel":
      return { type: "object", additionalProperties: { type: "string" }, default: fallback };
    default:
      return { type: "string", default: fallback };
  }
}

test("every setting is contributed as in the table of settings, and no others", () => {
  const { properties } = contributes.configuration;
  const expected = Object.entries(SETTINGS).map(([, setting]) => {
    const id = `${SECTION}.${setting.key}`;
    const { scope, markdownDescription } = properties[id] ?? {};
    assert.equal(markdownDescription, `%setting.${setting.key}%`);
    const namesFiles = ["model", "models", "alphabets", "enabledFor"].includes(setting.key);
    assert.equal(scope !== undefined, namesFiles, id);
    return [id, { ...contributed(setting), ...(scope ? { scope } : {}), markdownDescription }];
  });
  assert.deepEqual(properties, Object.fromEntries(expected));
});

test("every value of a setting is described as in the vocabulary", () => {
  for (const setting of Object.values(SETTINGS)) {
    if (setting.kind !== "name") continue;
    for (const [name, { sentence }] of Object.entries(setting.of))
      assert.equal(words[`value.${setting.key}.${name}`], sentence);
  }
});

test("the default of every setting is accepted by the parser", () => {
  const defaults = parseSettings(
    (key) => Object.values(SETTINGS).find((setting) => setting.key === key)?.fallback,
    true,
  );
  assert.deepEqual(defaults.problems, []);
  assert.deepEqual(defaults.settings, parseSettings(() => undefined, true).settings);
});

test("every view is contributed, in the single container", () => {
  const views: { id: string }[] = contributes.views[contributes.viewsContainers.activitybar[0].id];
  assert.deepEqual(sorted(views.map(({ id }) => id)), sorted(Object.values(VIEWS)));
  for (const { icon } of contributes.viewsContainers.activitybar) assert.ok(fs.existsSync(icon));
});

test("every colour is contributed with the palette's value in all four theme kinds", () => {
  const colours: { id: string; defaults: Record<string, string> }[] = contributes.colors;
  const expected = [...contributedColours("dark").keys()];
  assert.deepEqual(sorted(colours.map((colour) => colour.id)), sorted(expected));
  for (const { id, defaults } of colours) {
    assert.deepEqual(sorted(Object.keys(defaults)), sorted(Object.keys(THEMES)));
    for (const kind of Object.keys(THEMES) as ThemeKind[]) {
      assert.equal(defaults[kind], contributedColours(kind).get(id as never), `${id} ${kind}`);
    }
  }
});

test("the contexts of when clauses are set by the code", () => {
  const known = new Set<string>([...Object.values(CONTEXTS), ...Object.values(VIEWS)]);
  const clauses = [...manifestText.matchAll(/"when": "([^"]+)"/g)].map((match) => match[1] ?? "");
  const named = clauses.flatMap((clause) => clause.match(/sparseDiff\.\w+/g) ?? []);
  for (const context of named) assert.ok(known.has(context), context);
});

test("every placeholder has its words, and none are unused", () => {
  const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1] ?? "");
  assert.deepEqual(sorted(new Set(used)), sorted(Object.keys(words)));
});
