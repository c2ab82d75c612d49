// A window with our own texts and the bundled model, which several test files use one after the other. When a file
// begins, nothing is open in it and the colours are at their start settings.
import { closeEverything, keptEditor, type OpenEditor } from "./page";
import { openSidebar, type Sidebar } from "./sidebar";

/** Numbered lines, all different, about as long as those of a wiki page. */
const page = (n: number) =>
  `    <page id="${n}"><title>Topic ${(n * 7919) % 9973}</title><ns>${n % 7}</ns></page>`;
const pages = (lines: number) => Array.from({ length: lines }, (_, n) => page(n)).join("\n");

/** Text that the bundled model has seen many times, with an end that no model expects. */
const costlyAtTheEnd = (lines: number) =>
  `${"  <page><title>Talk</title></page>\n".repeat(lines)}\u{1f600}\u4e00\n`;

const words = Array.from({ length: 60 }, (_, i) => `word${String(i).padStart(3, "0")}`);

export const ADDRESSES = ["http://ev.il/", "www.ev.il/a", "me@ev.il", "ftp://ev.il"];

/** With the number of lines, for tests that go to the end or the middle. */
export const LONG = { name: "long.xml", lines: 8000 };
export const LAYER = { name: "layer.xml", lines: 1500 };
/** Longer than one answer of the server. */
export const COSTLY = { name: "costly.xml", lines: 7000 };
/** Short enough to be requested all at once. */
export const COSTLY_SHORT = { name: "costly-short.xml", lines: 60 };
export const ADDRESS_FILE = "addresses.md";
/** Awkward for the page helpers, both by its name and by its lines. */
export const ODD = "odd names/it's (1) & more.txt";
export const PLAIN = "plain.txt";
/** Characters of two to four bytes, in a text that no model knows. */
export const WIDE = "wide.md";

const files = {
  [PLAIN]: "plain\n",
  [LONG.name]: pages(LONG.lines),
  [LAYER.name]: pages(LAYER.lines),
  [COSTLY.name]: costlyAtTheEnd(COSTLY.lines),
  [COSTLY_SHORT.name]: costlyAtTheEnd(COSTLY_SHORT.lines),
  [WIDE]: `Pr\u00fcfung a\u20acb \u6f22\u5b57 x\u{1F600}y\n${"\u5b57\u6f22 \u4e00\u4e8c\u4e09".repeat(8)}\n`,
  [ADDRESS_FILE]: `${ADDRESSES.join("\n")}\nend\n`,
  [ODD]: [
    "plain text",
    "\tindent\ttabs 日本語 end",
    "wide 漢字 x😀y e\u0301z",
    words.join(" "),
    "",
    "control \u0001\u007f direction \u202e end",
    ...Array.from({ length: 200 }, (_, i) => `line ${i} of many`),
  ].join("\n"),
};

/** Attribution is on for .xml and .md files. */
export async function generalWindow(): Promise<OpenEditor> {
  const editor = await keptEditor("general", {
    files,
    workspaceSettings: {
      "sparseDiff.enabledFor": ["**/*.xml", "**/*.md"],
      // However often a key is pressed, the last line then stays on the screen.
      "editor.scrollBeyondLastLine": false,
      // The editor's own links in the text have their own hover.
      "editor.links": false,
    },
  });
  await closeEverything(editor);
  return editor;
}

/** Opens a file and the sidebar and sets these controls; `leave` resets them. */
export async function generalSidebar(
  file: string,
  controls: readonly (readonly [string, string])[],
) {
  const editor = await generalWindow();
  const text = await editor.open(file);
  const sidebar = await openSidebar(editor);
  const before = await Promise.all(
    controls.map(async ([label]) => [label, await sidebar.control(label).inputValue()] as const),
  );
  await choose(sidebar, controls);
  return { editor, text, sidebar, leave: () => choose(sidebar, before.toReversed()) };
}

async function choose({ control }: Sidebar, controls: readonly (readonly [string, string])[]) {
  for (const [label, value] of controls) await control(label).selectOption(value);
}
