// A sheet as a page of plain text, for a terminal: its facts, sentences and tables. A chart is left out, since its numbers are
// in the table.
import { cellText, type Sheet, type SheetTable } from "../wire/sheet";
import { brokenLines, PLAIN, type Style, tableLines } from "./plainPage";
import { visibleText } from "./visibleText";

export function sheetText({ title, subject, sections }: Sheet, style: Style = PLAIN): string {
  const facts = subject.map(([name, value]) => ({ name, value: visibleText(cellText(value)) }));
  const widest = Math.max(0, ...facts.map(({ name }) => name.length));
  const page = [
    style.strong(visibleText(title)),
    ...facts.map(({ name, value }) => `${name.padEnd(widest)}  ${value}`),
  ];
  for (const { heading, sentences, table } of sections)
    page.push(
      "",
      style.strong(heading),
      ...sentences.flatMap((sentence) => brokenLines(sentence, style)),
      ...(table ? lines(table, style) : []),
    );
  return page.join("\n");
}

function lines({ titles, rows, population, words = [] }: SheetTable, style: Style): string[] {
  const columns = titles.map((title, i) => ({
    title,
    align: words.includes(i) ? ("left" as const) : ("right" as const),
  }));
  const [head, ...body] = tableLines(
    columns,
    rows.map((row) => row.map(cellText)),
  );
  return [style.dim(head), ...body, ...brokenLines(population, style).map(style.dim)];
}
