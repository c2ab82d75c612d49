// Every page cited in a comment is in this repository and has the cited section; every link in a page leads somewhere.
// Whether a page is right about the code is not tested.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";

const SOURCES = ["server", "extension", "media", "test", "packaging"];
const PAGES = [".", "docs", ...SOURCES];
const SKIPPED = /^(node_modules|generated|fixtures)$/;

function filesBelow(folder: string, extensions: RegExp): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isFile()) return extensions.test(entry.name) ? [name] : [];
    const isLookedInto = folder !== "." && entry.isDirectory() && !SKIPPED.test(entry.name);
    return isLookedInto ? filesBelow(name, extensions) : [];
  });
}

/** The comments of a source file, each with its lines joined. */
function commentsOf(source: string): string[] {
  const found = source.match(/(?:^[ \t]*(?:\/\/|#).*\n?)+|\s\/\/ .*|\/\*[\s\S]*?\*\//gm) ?? [];
  return found.map((text) =>
    text.replace(/^\s*(?:\/\/|\/\*+|\*\/|\*|#)/gm, " ").replace(/\s+/g, " "),
  );
}

interface Citation {
  readonly page: string;
  /** Numbers, or a heading in quotes. */
  readonly sections: readonly string[];
}

function citationsOf(comment: string): Citation[] {
  const cited =
    /(?<page>[\w./-]+\.md)\b(?:, sections? (?<numbers>\d+(?:(?:, | and )\d+)*)|, '(?<heading>[^']+)')?/g;
  return [...comment.matchAll(cited)].map(({ groups }) => {
    const { page = "", numbers, heading } = groups ?? {};
    return { page, sections: heading ? [heading] : (numbers?.match(/\d+/g) ?? []) };
  });
}

function headingsOf(page: string): string[] {
  const prose = page.replace(/^```[\s\S]*?^```/gm, "");
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
}

/** What is wrong with a citation, as a sentence; undefined if nothing is. */
function problem({ page, sections }: Citation, source: string): string | undefined {
  const file = [page, path.join(path.dirname(source), page)].find((name) => fs.existsSync(name));
  if (!file) return `${source} cites ${page}, which is not in this repository`;
  const headings = headingsOf(fs.readFileSync(file, "utf8"));
  const has = (section: string) =>
    headings.some((heading) => heading === section || heading.startsWith(`${section}. `));
  const missing = sections.find((section) => !has(section));
  return missing && `${source} cites section ${missing} of ${page}, which has none of that name`;
}

test("every page and section that a comment cites is in this repository", () => {
  const sources = SOURCES.flatMap((folder) => filesBelow(folder, /\.(ts|mjs|js|css|c|py)$/));
  const cited = sources.flatMap((source) =>
    commentsOf(fs.readFileSync(source, "utf8"))
      .flatMap(citationsOf)
      .map((citation) => ({ citation, source })),
  );
  const numbered = cited.filter(({ citation }) => citation.sections.length > 0);
  assert.ok(numbered.length > 20, `${numbered.length} citations of sections found`);
  assert.deepEqual(
    cited.flatMap(({ citation, source }) => problem(citation, source) ?? []),
    [],
  );
});

test("a citation of a missing page or section is reported", () => {
  const told = (text: string) =>
    commentsOf(text)
      .flatMap(citationsOf)
      .map((citation) => problem(citation, "server/serve.ts"));
  // Built from parts, or they would count as citations of this file.
  const [line, open, close] = ["//", "/*", "*/"];
  assert.deepEqual(told(`${line} x (docs/method.md,\n${line} sections 2 and 3): y\n`), [undefined]);
  assert.match(told(`${open}* As docs/nothing.md has it. ${close}`)[0] ?? "", /docs\/nothing\.md/);
  assert.match(told(`  f(); ${line} docs/method.md, section 99`)[0] ?? "", /section 99/);
  assert.match(told(`${line} docs/method.md, sections 2 and 98\n`)[0] ?? "", /section 98/);
  assert.match(
    told(`${open}\n * docs/method.md, 'Nothing'\n ${close}`)[0] ?? "",
    /section Nothing/,
  );
  assert.deepEqual(told('const file = "nothing.md";'), []);
});

/** The anchor of a heading. */
function anchorOf(heading: string): string {
  const words = heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "");
  return words.trim().replaceAll(" ", "-");
}

test("every link in a page leads to a file and a heading in this repository", () => {
  const pages = PAGES.flatMap((folder) => filesBelow(folder, /\.md$/));
  for (const page of ["README.md", "CONTRIBUTING.md", "docs/method.md"])
    assert.ok(pages.includes(page), page);
  for (const page of pages) {
    const text = fs.readFileSync(page, "utf8").replace(/^```[\s\S]*?^```/gm, "");
    for (const [, link = ""] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^\w+:/.test(link)) continue;
      const [file = "", anchor] = link.split("#");
      const target = file === "" ? page : path.join(path.dirname(page), file);
      assert.ok(fs.existsSync(target), `${page} links to ${link}`);
      if (anchor === undefined) continue;
      const anchors = headingsOf(fs.readFileSync(target, "utf8")).map(anchorOf);
      assert.ok(anchors.includes(anchor), `${page} links to ${link}: ${anchors.join(", ")}`);
    }
  }
});

test("the glossary has each word once, in alphabetical order", () => {
  const rows = [...fs.readFileSync("docs/glossary.md", "utf8").matchAll(/^\| (.+?) \| (.+) \|$/gm)];
  const words = rows.slice(1).map(([, word = ""]) => word);
  assert.ok(words.length > 50);
  assert.deepEqual(words, [...new Set(words)]);
  const plain = words.map((word) => word.replaceAll("`", "").toLowerCase());
  assert.deepEqual(plain, [...plain].sort());
  // A bar in a meaning would start another column.
  for (const [row, , meaning] of rows) assert.ok(!meaning?.includes("|"), row);
});
