// The brief answer: the sentence, the strongest five past bytes as text, one picture, the way to the rest; and what it leaves
// to the whole answer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { briefAnswer, briefDetails } from "../../../../../extension/features/hover/brief";
import { briefCauses } from "../../../../../extension/features/hover/causes";
import type { HoverContext } from "../../../../../extension/features/hover/context";
import { moreLink } from "../../../../../extension/state/links";
import { exampleCauses, exampleTrace } from "../../exampleTrace";
import { exampleContext } from "../../wholeHover";

const at = exampleContext(6);
const { link } = at;
const context: HoverContext = { ...at, aloneLink: { ...link, utf16: 5 } };

const plain = (markdown: string) =>
  markdown
    .replace(/\]\(command:[^)]*\)/g, "]")
    .replace(/\\([^\n])/g, "$1")
    .replaceAll("**", "")
    .replaceAll("\u00a0", " ");

test("text first: the sentence, how surely, the strongest five with lag and sign", () => {
  const lines = plain(briefAnswer(exampleTrace(), context)).split("\\\n");
  assert.match(lines[0] ?? "", /^'.' at byte \d+, predicted from t = \d+/);
  assert.match(lines[1] ?? "", /^p [\d.]+ · [\d.]+ bits · rank \d+ of 256$/);
  const { trace } = exampleTrace();
  const strongest = [...trace.offsets].sort(
    (a, b) => Math.abs(b.attribution) - Math.abs(a.attribution),
  );
  const named = [...(lines[2] ?? "").matchAll(/\(k (\d+)\) ([+−])/g)].map(([, k]) => Number(k));
  assert.match(lines[2] ?? "", /^Strongest bytes \(nats\): /);
  assert.deepEqual(
    named,
    strongest.slice(0, 5).map(({ k }) => k),
  );
  assert.doesNotMatch(lines.join("\n"), /\|/, "no table");
});

test("an entry is not broken between its name and its number", () => {
  const [, , strongest = ""] = briefAnswer(exampleTrace(), context).split("\\\n");
  const [, entries = ""] = strongest.split(/: (.*)/);
  for (const entry of entries.split(", ")) assert.doesNotMatch(entry, / /);
});

test("one picture, then few links, the first to the whole answer at the hovered character", () => {
  const details = briefDetails(exampleTrace(), context);
  assert.equal(details.match(/!\[/g)?.length, 1);
  const [, query = ""] = /sparseDiff\.showMore\?(\S+)/.exec(details) ?? [];
  const [argument] = JSON.parse(decodeURIComponent(query));
  assert.deepEqual(moreLink(argument), { ...link, at: 5 });
  assert.equal(moreLink(link), undefined);
  const labels = plain(details.slice(details.lastIndexOf("\n"))).match(/\[[^\]]*\]/g);
  assert.deepEqual(labels, ["[More]", "[Pin]", "[What if...]"]);
});

test("where nothing can be used there is neither a list nor a picture", () => {
  const dead = { ...exampleTrace(), isUsable: false };
  assert.doesNotMatch(briefAnswer(dead, context), /Strongest/);
  assert.doesNotMatch(briefDetails(dead, context), /!\[/);
});

test("a method other than the paper's is named, and the threshold chooses the bytes", () => {
  const result = exampleTrace();
  const gated = { ...result, trace: { ...result.trace, method: "gated" as const } };
  assert.match(plain(briefAnswer(gated, context)), /Strongest bytes by gated \(nats\): /);
  const threshold = { rule: "absolute", value: 1e9, scope: "display" } as const;
  assert.doesNotMatch(briefAnswer(result, { ...context, threshold }), /Strongest/);
});

test("both sets of causes; what speaks against the numbers leaves room for the decisive bytes only", () => {
  const causes = exampleCauses();
  const one = exampleTrace();
  const several = { ...one, character: { text: "\u00e9", bytes: [0xc3, 0xa9], index: 0 } };
  assert.match(briefCauses(one, causes, null) ?? "", /^Enough alone: .* Decisive: /);
  assert.match(briefCauses(one, causes, 13.9) ?? "", /^Decisive: /);
  assert.equal(briefCauses(several, causes, 13.9), null);
  assert.match(briefCauses(several, causes, null) ?? "", /Enough alone/);
  const unusable = { ...several, isUsable: false };
  assert.match(briefCauses(unusable, causes, 13.9) ?? "", /Enough alone/);
  const many = { ...causes, sufficient: { ...causes.sufficient, lags: [0, 1, 2, 3, 4] } };
  assert.match(briefCauses(one, many, null) ?? "", /, 2 bytes more, /);
});
