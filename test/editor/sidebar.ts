// Helpers for the sidebar's webview: open it by its icon, find its document, find controls by label.
import fs from "node:fs";
import { createRequire } from "node:module";
import type { Frame } from "playwright-core";
import type { OpenEditor } from "./page";
import { eventually } from "./painted";

export type Sidebar = Awaited<ReturnType<typeof openSidebar>>;

const CONTAINER = "Sparse Differentiation";

export async function openSidebar(editor: OpenEditor) {
  const icon = editor.page.locator(
    `.activitybar .action-item.checked [aria-label^="${CONTAINER}"]`,
  );
  // Clicking the icon of the open container would hide it.
  if ((await icon.count()) === 0) await editor.openView(CONTAINER);
  return sidebarOf(editor);
}

/** The page as it is, wherever its view is. */
export async function sidebarOf(editor: OpenEditor) {
  const page = editor.webview();
  await page.locator("main[data-ready]").waitFor();
  const part = (title: string) =>
    page.locator("details", { has: page.locator("summary h2", { hasText: title }) });
  const text = async (selector: string) =>
    (await page.locator(selector).innerText()).replaceAll(/\s+/g, " ");
  return {
    page,
    control: (label: string) => page.getByLabel(label, { exact: true }),
    /** A part of the page by its title, unfolded. */
    async part(title: string) {
      const found = part(title);
      await found.waitFor();
      if ((await found.getAttribute("open")) === null) await found.locator("summary").click();
      return found;
    },
    headline: (wanted: RegExp) =>
      eventually(
        () => text(".subject"),
        (words) => wanted.test(words),
        `the head of the sidebar does not say ${wanted}`,
      ),
    /** The note under the threshold's controls. */
    thresholdSays: (wanted: RegExp) =>
      eventually(
        () => part("Threshold").locator(".note").innerText(),
        (words) => wanted.test(words),
        `the threshold's note does not say ${wanted}`,
      ),
    legendSays: (wanted: RegExp) =>
      eventually(
        () => part("Colours").locator(".note").innerText(),
        (words) => wanted.test(words),
        `the legend does not say ${wanted}`,
      ),
    /** The rows of a part's table, each a list of cells, without the header row. */
    rows: (title: string, nth = 0) =>
      part(title)
        .locator("table")
        .nth(nth)
        .locator("tbody tr")
        .evaluateAll((rows) =>
          rows.map((row) => [...row.children].map((cell) => cell.textContent ?? "")),
        ),
  };
}

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** The findings of axe-core on the sidebar, each with its elements. */
export async function violations(editor: OpenEditor): Promise<string[]> {
  return violationsIn(await frameOf(editor));
}

/** The same for any page. */
export async function violationsIn(frame: Frame): Promise<string[]> {
  const source = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  await frame.evaluate(fs.readFileSync(source, "utf8"));
  const found: Violation[] = await frame.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(root: Document): Promise<{ violations: Violation[] }> };
    };
    return (await axe.run(document)).violations;
  });
  return found.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes.map((n) => `  ${n.html}\n  ${n.failureSummary}`).join("\n")}`,
  );
}

/** Visible elements of the page that extend beyond it or are cut off. */
export function overTheEdge({ page }: Sidebar): Promise<string[]> {
  return page.locator("main").evaluate(overTheEdgeOf);
}

/** Drags the border between the side bar and the editor. */
export async function resizeSidebar(editor: OpenEditor, width: number): Promise<void> {
  const box = await editor.page.locator(".part.sidebar").boundingBox();
  if (!box) throw new Error("the side bar is not there");
  const { mouse } = editor.page;
  const y = box.y + box.height / 2;
  await mouse.move(box.x + box.width, y);
  await mouse.down();
  await mouse.move(box.x + width, y, { steps: 4 });
  await mouse.up();
  await mouse.move(box.x + width + 200, y);
  await eventually(
    () => editor.page.locator(".part.sidebar").boundingBox(),
    (now) => now && Math.abs(now.width - width) < 3,
    `the side bar is not ${width} px wide`,
  );
}

/** Runs in the page. */
function overTheEdgeOf(main: Element): string[] {
  const edge = document.documentElement.clientWidth;
  return [...main.querySelectorAll<HTMLElement>("*")]
    .filter(
      (element) => element.checkVisibility() && !element.closest(".visually-hidden, .scroller"),
    )
    .filter(
      (element) =>
        element.getBoundingClientRect().right > edge + 1 ||
        (!(element instanceof SVGElement) &&
          element.scrollWidth > element.clientWidth + 1 &&
          element.clientWidth > 0 &&
          getComputedStyle(element).display !== "inline" &&
          !/SELECT|INPUT/.test(element.tagName)),
    )
    .map(
      (element) => `${element.tagName} ${element.className}: ${element.textContent?.slice(0, 60)}`,
    );
}

async function frameOf(editor: OpenEditor): Promise<Frame> {
  const main = await editor.webview().locator("main").elementHandle();
  const frame = await main?.ownerFrame();
  if (!frame) throw new Error("the sidebar's page is gone");
  return frame;
}
