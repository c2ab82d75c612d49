// A sheet as plain text, for a terminal: facts, then sections with their sentences and aligned tables. Charts are left out, and so
// are sections that are charts first.
import { cellText, type Fact, type Sheet, type SheetSection } from "../wire/sheet";
import { brokenLines, PLAIN, type Style, tableLines } from "./plainPage";
import { visibleWords as words } from "./visibleText";

/** @param isShown whether a section is on the page; by default each that is no histogram */
export function sheetText(
  { title, subject, sections, provenance }: Sheet,
  style: Style = PLAIN,
  isShown: (section: SheetSection) => boolean = ({ chart }) => chart?.kind !== "histogram",
): string {
  const page = [style.strong(words(title)), "", ...factLines(subject), ""];
  for (const section of sections.filter(isShown)) page.push(...sectionLines(section, style), "");
  if (provenance) page.push(...factLines(provenance), "");
  return page.slice(0, -1).join("\n");
}

function factLines(facts: readonly Fact[]): string[] {
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${words(cellText(value))}`);
}

function sectionLines({ heading, sentences, table }: SheetSection, style: Style): string[] {
  const lines = [style.strong(words(heading))];
  for (const sentence of sentences) lines.push(...brokenLines(words(sentence), style));
  if (!table) return lines;
  const columns = table.titles.map((title, i) => ({
    title: words(title),
    align: table.words?.includes(i) ? ("left" as const) : ("right" as const),
  }));
  const rows = table.rows.map((cells) => cells.map((cell) => words(cellText(cell))));
  const [head, ...body] = tableLines(columns, rows);
  return [
    ...lines,
    style.dim(head),
    ...body,
    ...brokenLines(words(table.population), style).map(style.dim),
  ];
}
