// Checks docs/protocol.md against the files that define messages: it names each message, and a hash shows when they
// have changed without the page. Whether its descriptions are right is not tested.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { checkMessage as checkPaths } from "../../../extension/features/paths/messages";
import { checkMessage as checkSidebar } from "../../../extension/features/sidebar/page";
import { checkMessage as checkSheet } from "../../../extension/state/sheetMessages";

const PAGE = "docs/protocol.md";
const page = fs.readFileSync(PAGE, "utf8");
const read = (file: string) => fs.readFileSync(file, "utf8").replaceAll("\r\n", "\n");

const candidates = ["server/protocol"].flatMap((folder) =>
  fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.join(folder, name)),
);
/** The files that define requests, notifications and the page's messages. */
const defining = candidates.filter((file) =>
  /= (?:request|notification)<|export type ToHost\b/.test(read(file)),
);

/** These files, and the files in server/protocol that they import types from. */
function sources(): string[] {
  const found = new Set(defining);
  for (const file of defining)
    for (const [, from = ""] of read(file).matchAll(/from "(\.[^"]+)"/g)) {
      const imported = `${path.join(path.dirname(file), from)}.ts`;
      if (imported.startsWith(path.join("server", "protocol"))) found.add(imported);
    }
  return [...found].sort();
}

test("the page has the hash of the current messages", () => {
  const files = sources();
  const hash = createHash("sha256");
  for (const file of files) hash.update(read(file));
  const found = /^<!-- messages ([0-9a-f]{16}) -->$/m.exec(page)?.[1];
  const expected = hash.digest("hex").slice(0, 16);
  assert.equal(
    found,
    expected,
    `Messages have changed: ${files.join(", ")}. Read ${PAGE}, mend what is no longer true, and put ${expected} on its first line.`,
  );
});

test("the page has a heading for every request and notification, and no others", () => {
  const methods = defining.flatMap((file) =>
    [...read(file).matchAll(/"(sparseDiff\/\w+)"/g)].map(([, method]) => method),
  );
  const headings = [...page.matchAll(/^### `(sparseDiff\/\w+)`$/gm)].map(([, method]) => method);
  assert.ok(methods.length > 10);
  assert.deepEqual(headings.sort(), methods.sort());
});

const webviews = [
  { name: "the sidebar", heading: "## 5. ", file: "sidebar.ts", check: checkSidebar },
  { name: "the neuron paths", heading: "## 6. ", file: "pathsPage.ts", check: checkPaths },
  { name: "a sheet", heading: "## 7. ", file: "sheetPage.ts", check: checkSheet },
];

for (const { name, heading, file, check } of webviews)
  test(`the page has a row for every message of the page of ${name}, with its fields`, () => {
    const section = page.slice(page.indexOf(heading)).split(/\n## /)[0] ?? "";
    const rows = [...section.matchAll(/^\| `(\w+)` \| ((?:`\w+`(?:, )?)+) \|/gm)];
    const fields = rows.map(([, kind, names = ""]) => [kind, names.match(/\w+/g)] as const);
    const source = read(`server/protocol/wire/${file}`);
    const union = source.slice(source.indexOf("export type ToHost")).split(/^export interface/m)[0];
    const kinds = [...(union ?? "").matchAll(/kind: "(\w+)"/g)].map(([, kind]) => kind);
    assert.ok(kinds.length > 0);
    assert.deepEqual(
      fields.map(([kind]) => kind),
      kinds,
    );
    for (const [kind, names] of fields) {
      // Without one of its fields, a message is refused for that field.
      for (const name of names ?? []) {
        const message = Object.fromEntries(
          (names ?? []).map((other) => [other, example(file, other)]),
        );
        assert.equal(check({ kind, ...message }).problem, null, kind);
        delete message[name];
        assert.match(check({ kind, ...message }).problem ?? "", new RegExp(name), kind);
      }
    }
  });

function example(file: string, field: string): unknown {
  const examples: Record<string, unknown> = {
    open: ["lags"],
    control: "depth",
    settled: true,
    amounts: { columns: 8, neurons: 6, least: 3 },
    action: file === "sheetPage.ts" ? "saveHtml" : "showLog",
    target: "true",
    against: "",
    key: "",
  };
  return field in examples ? examples[field] : 1;
}
