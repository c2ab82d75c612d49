// Helpers for sheets in editor tabs: find the document of the one that is shown, read its tables.
import type { Frame } from "playwright-core";
import type { OpenEditor } from "./page";
import { eventually } from "./painted";

export type ShownSheet = Awaited<ReturnType<typeof sheetPage>>;

/** The sheet whose title fits, once it is on the screen. */
export async function sheetPage(editor: OpenEditor, title: RegExp) {
  const [frame] = await eventually(
    () => framesOf(editor, title),
    (found) => found.length > 0,
    `there is no sheet ${title}`,
  );
  if (!frame) throw new Error("the sheet is gone");
  const section = (heading: string) =>
    frame.locator("section", { has: frame.locator("h2", { hasText: heading }) });
  return {
    frame,
    section,
    /** The value of a fact under the title. */
    fact: (name: string) =>
      frame.locator("header dl > div", { hasText: name }).first().locator("dd").innerText(),
    button: (label: string) => frame.getByRole("button", { name: label, exact: true }),
    /** The sentence above the sheet when it is old; empty if it is not. */
    old: async () => (await frame.locator(".old:not([hidden])").allInnerTexts()).join(" "),
    /** Rows of a section's table, each a list of cells. */
    rows: (heading: string) =>
      section(heading)
        .locator("tbody tr")
        .evaluateAll((rows) =>
          rows.map((row) => [...row.children].map((cell) => cell.textContent ?? "")),
        ),
  };
}

async function framesOf({ page }: OpenEditor, title: RegExp): Promise<Frame[]> {
  const found: Frame[] = [];
  for (const frame of page.frames()) {
    try {
      const shown = await frame.locator("main#sheet h1").allInnerTexts();
      if (shown.some((words) => title.test(words))) found.push(frame);
    } catch {
      // The frame went while it was asked.
    }
  }
  return found;
}
