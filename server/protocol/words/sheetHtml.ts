// A sheet as one HTML page: every number in it can be read without scripts, and a script may draw the charts. Words are
// escaped here and nowhere else. Where its script and style come from is up to the frame: inside a file that fetches nothing,
// or beside the page of an editor tab.
import {
  type Cell,
  cellText,
  type Fact,
  type Sheet,
  type SheetSection,
  type SheetTable,
} from "../wire/sheet";
import { l10n, language, spoken, translated } from "./l10n";
import { visibleWords } from "./visibleText";

export interface SheetFrame {
  /** The content security policy. */
  readonly policy: string;
  /** HTML of the style, at the end of the head, and of the script, at the end of the body. */
  readonly style: string;
  readonly script: string;
  /** Whether cells can be links. */
  readonly hasLinks: boolean;
  /** Buttons above the sheet: what they do and what they say, marked. */
  readonly actions: Readonly<Record<string, string>>;
}

/**
 * The frame of a file: script and style are inside it, by their hashes, and nothing else runs or is fetched.
 * @param hash sha256 in base64
 */
export function fileFrame(
  { script, style }: { readonly script: string; readonly style: string },
  hash: (text: string) => string,
): SheetFrame {
  // What would end the element early is spelled otherwise, which in a string of the script means the same.
  const inside = script.replaceAll(/<(?=\/script|!--)/gi, "\\x3c");
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash(inside)}'`,
    `style-src 'sha256-${hash(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return {
    policy,
    style: `<style>${style}</style>`,
    script: `<script>${inside}</script>`,
    hasLinks: false,
    actions: {},
  };
}

/** The whole page. */
export function sheetHtml(sheet: Sheet, frame: SheetFrame): string {
  const { title, subject, sections, provenance } = sheet;
  const charts = sections.map(({ chart }) => chart ?? null);
  return `<!DOCTYPE html>
<html lang="${escaped(language())}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(frame.policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words(title)}</title>
${frame.style}
</head>
<body>
<main id="sheet" data-ready>
<header>
<h1>${words(title)}</h1>
${toolbar(frame)}${facts(subject, frame)}
</header>
${sections.map((section, i) => sectionHtml(section, i, frame)).join("\n")}
${provenance ? `<section>\n<h2>${words(l10n`Where the numbers come from`)}</h2>\n${facts(provenance, frame)}\n</section>\n` : ""}</main>
${dataBlock("charts", charts)}
${chartTranslations()}${frame.script}
</body>
</html>
`;
}

/** What the script of the charts says (media/sheet/charts.ts): a file does not need the other sentences. */
export const SAID_BY_CHARTS = [
  "{0} to {1}: {2}",
  "{0} {1}: median {2}, 10 to 90 % {3} to {4}",
  "mean",
  "median",
  "10 to 90 %",
];

/** Empty in English. */
function chartTranslations(): string {
  const all = spoken();
  const said = SAID_BY_CHARTS.flatMap((english) => {
    const own = all[english];
    return own === undefined ? [] : [[english, own]];
  });
  return said.length > 0 ? `${dataBlock("translations", Object.fromEntries(said))}\n` : "";
}

function toolbar({ actions }: SheetFrame): string {
  const buttons = Object.entries(actions).map(
    ([action, label]) =>
      `<button type="button" data-action="${escaped(action)}">${words(translated(label))}</button>`,
  );
  if (buttons.length === 0) return "";
  return `<p class="old" role="status" hidden></p>\n<div class="actions">${buttons.join("")}</div>\n`;
}

function facts(all: readonly Fact[], frame: SheetFrame): string {
  const rows = all.map(
    ([name, value]) => `<div><dt>${words(name)}</dt><dd>${cellHtml(value, frame)}</dd></div>`,
  );
  return `<dl>${rows.join("\n")}</dl>`;
}

function sectionHtml(
  { heading, sentences, chart, table }: SheetSection,
  index: number,
  frame: SheetFrame,
) {
  return [
    "<section>",
    `<h2>${words(heading)}</h2>`,
    ...sentences.map((sentence) => `<p>${words(sentence)}</p>`),
    ...(chart
      ? [`<figure data-chart="${index}"><figcaption>${words(chart.label)}</figcaption></figure>`]
      : []),
    ...(table ? [folded(tableHtml(table, heading, index, frame), chart)] : []),
    "</section>",
  ].join("\n");
}

/** The table of a histogram is long and says what the picture says, so it opens when it is asked for. */
function folded(table: string, chart: SheetSection["chart"]): string {
  if (chart?.kind !== "histogram") return table;
  return `<details>\n<summary>${words(l10n`Its numbers`)}</summary>\n${table}\n</details>`;
}

function tableHtml(
  { titles, rows, population, words: left = [] }: SheetTable,
  heading: string,
  index: number,
  frame: SheetFrame,
): string {
  const kind = (i: number) => (left.includes(i) ? "text" : "number");
  const head = titles.map((title, i) => `<th scope="col" class="${kind(i)}">${words(title)}</th>`);
  const body = rows.map((cells) => {
    const row = cells.map((cell, i) => {
      const inside = cellHtml(cell, frame);
      return i === 0
        ? `<th scope="row" class="${kind(i)}">${inside}</th>`
        : `<td class="${kind(i)}">${inside}</td>`;
    });
    return `<tr>${row.join("")}</tr>`;
  });
  // A caption would be as narrow as its table.
  return `<p class="population" id="population-${index}">${words(population)}</p>
<div class="scroller" role="region" tabindex="0" aria-label="${words(heading)}">
<table aria-label="${words(heading)}" aria-describedby="population-${index}">
<thead><tr>${head.join("")}</tr></thead>
<tbody>
${body.join("\n")}
</tbody>
</table></div>`;
}

function cellHtml(cell: Cell, { hasLinks }: SheetFrame): string {
  const text = words(cellText(cell));
  if (!hasLinks || typeof cell === "string") return text;
  const target =
    "byte" in cell
      ? `data-byte="${cell.byte}"`
      : `data-neuron="${cell.neuron}"${cell.layer === undefined ? "" : ` data-layer="${cell.layer}"`}`;
  return `<button type="button" class="link" ${target}>${text}</button>`;
}

/** Data for the script; no parser ever finds an end tag in it. */
/** Data in a page, which nothing in it can end early. */
export function dataBlock(id: string, data: unknown): string {
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return `<script type="application/json" id="${id}">${json}</script>`;
}

/** Text of a file, a path or a name may be among the words: what cannot be seen is named, and nothing is markup. */
const words = (text: string): string => escaped(visibleWords(text));

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
