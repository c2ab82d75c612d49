// The sidebar's webview as a test sees it: opened by its icon, its document, its controls by their labels.
import type { OpenEditor } from "./page";
import { eventually } from "./painted";

export type Sidebar = Awaited<ReturnType<typeof openSidebar>>;

export async function openSidebar(editor: OpenEditor) {
  await editor.openView("Sparse Differentiation");
  const page = editor.webview();
  await page.locator("main[data-ready]").waitFor({ timeout: 20_000 });
  return {
    page,
    control: (label: string) => page.getByLabel(label, { exact: true }),
    /** A folded or unfolded part of the page, by its title. */
    part: (title: string) =>
      page.locator("details", { has: page.locator("summary h2", { hasText: title }) }),
    headline: (wanted: RegExp) =>
      eventually(
        async () => (await page.locator(".subject").innerText()).replaceAll(/\s+/g, " "),
        (text) => wanted.test(text),
        `the head of the sidebar does not say ${wanted}`,
      ),
  };
}
