// Settings: what is read, what is refused, in the words of the user.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSettings, thresholdOf } from "../../../../extension/state/settings";

test("a bad setting is one sentence with its name, what was found and what was expected", () => {
  const raw: Record<string, unknown> = { depth: -3, target: "x", "threshold.nucleus": 99.95 };
  const { settings, problems } = parseSettings((key) => raw[key], true);
  assert.equal(settings.depth, 50);
  assert.equal(settings.target, "true");
  assert.equal(problems.length, 3);
  assert.match(problems[0]!, /sparseDiff\.depth is -3, expected a whole number from 0 to 1000/);
});

test("a bad setting from an untrusted workspace is not quoted, and a long one is cut", () => {
  const raw: Record<string, unknown> = { method: "[x](command:y)", target: "z".repeat(300_000) };
  const strange = parseSettings((key) => raw[key], false).problems;
  assert.match(strange[0]!, /^The setting sparseDiff\.method cannot be used, expected one of/);
  for (const problem of strange) assert.doesNotMatch(problem, /command|zz/);
  const own = parseSettings((key) => raw[key], true).problems;
  for (const problem of own) assert.ok(problem.length < 300, problem);
});

test("alphabets are an object of model files and names or paths", () => {
  const of = (alphabets: unknown) =>
    parseSettings((key) => (key === "alphabets" ? alphabets : undefined), true);
  const good = { "models/a.safetensors": "printable", "/b.safetensors": "/chars.json" };
  assert.deepEqual(of(good), { settings: { ...of({}).settings, alphabets: good }, problems: [] });
  for (const bad of ["printable", ["printable"], { a: 1 }, { a: "" }]) {
    const { settings, problems } = of(bad);
    assert.deepEqual(settings.alphabets, {});
    if (Array.isArray(bad))
      assert.equal(
        parseSettings((key) => (key === "models" ? bad : undefined), true).problems.length,
        1,
      );
    assert.match(
      problems.join(),
      /^The setting sparseDiff\.alphabets is .*, expected an object of model files and their alphabets, each printable, ascii, bytes or the path of a JSON file; its default is used\.$/,
    );
  }
});

test("percents become shares of one for the protocol", () => {
  const raw: Record<string, unknown> = { "threshold.enabled": true, "threshold.nucleus": 95 };
  const { settings } = parseSettings((key) => raw[key], true);
  assert.deepEqual(thresholdOf(settings), { rule: "nucleus", value: 0.95, scope: "display" });
  assert.equal(thresholdOf({ ...settings, thresholdEnabled: false }), null);
});
