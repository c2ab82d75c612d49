// Helpers for the page of the neuron paths: open it by its command, find its document, read what is drawn.
import type { Frame } from "playwright-core";
import type { OpenEditor } from "./page";
import { eventually } from "./painted";

export type PathsPage = Awaited<ReturnType<typeof openPaths>>;

export async function openPaths(editor: OpenEditor) {
  await editor.runCommand("Sparse Diff: Show Neuron Paths");
  return pathsPage(editor);
}

/** The page as it is, once it has been drawn. */
export async function pathsPage(editor: OpenEditor) {
  const [frame] = await eventually(
    () => framesOf(editor),
    (found) => found.length > 0,
    "there is no page of neuron paths",
  );
  if (!frame) throw new Error("the page of neuron paths is gone");
  const text = async (selector: string) =>
    (await frame.locator(selector).allInnerTexts()).join(" ").replaceAll(/\s+/g, " ");
  const says = (selector: string, wanted: RegExp) =>
    eventually(
      () => text(selector),
      (words) => wanted.test(words),
      `${selector} does not say ${wanted}`,
    );
  return {
    frame,
    text,
    says,
    /** The sentences above the graph. */
    head: (wanted: RegExp) => says(".subject", wanted),
    control: (label: string) => frame.getByLabel(label, { exact: true }),
    box: (id: string) => frame.locator(`[data-id="${id}"]`),
    focused: () => frame.evaluate(() => document.activeElement?.getAttribute("data-id")),
    /** Rows of the table, each a list of cells. */
    rows: () =>
      frame
        .locator("table tbody tr")
        .evaluateAll((rows) =>
          rows.map((row) => [...row.children].map((cell) => cell.textContent ?? "")),
        ),
  };
}

async function framesOf({ page }: OpenEditor): Promise<Frame[]> {
  const found: Frame[] = [];
  for (const frame of page.frames()) {
    try {
      if ((await frame.locator("main#paths[data-ready]").count()) > 0) found.push(frame);
    } catch {
      // The frame went while it was asked.
    }
  }
  return found;
}
