// The four default themes, switched in an open window by the command, as a user would.
import type { OpenEditor } from "./page";
import { eventually } from "./painted";
import type { Sidebar } from "./sidebar";

export const THEMES = ["dark", "light", "hc-dark", "hc-light"] as const;

/** Their names in VS Code's list of themes. */
const LABELS = {
  dark: "Dark Modern",
  light: "Light Modern",
  "hc-dark": "Dark High Contrast",
  "hc-light": "Light High Contrast",
};

/** The class that VS Code's workbench has for each kind of theme. */
const CLASSES = { dark: "vs-dark", light: "vs", "hc-dark": "hc-black", "hc-light": "hc-light" };

/** The class that VS Code sets on a webview's body. */
const KINDS = {
  dark: "vscode-dark",
  light: "vscode-light",
  "hc-dark": "vscode-high-contrast",
  "hc-light": "vscode-high-contrast-light",
};

/** Switches the theme; returns once the workbench has it and, if given, the sidebar's page. */
export async function useTheme(
  editor: OpenEditor,
  theme: (typeof THEMES)[number],
  sidebar?: Sidebar,
): Promise<void> {
  await editor.runCommand("Preferences: Color Theme");
  await editor.pick(LABELS[theme]);
  await eventually(
    () => editor.page.locator(".monaco-workbench").first().getAttribute("class"),
    (names) => names?.split(" ").includes(CLASSES[theme]),
    `the theme is not ${theme}`,
  );
  if (!sidebar) return;
  await sidebar.page.locator(`body[data-vscode-theme-kind="${KINDS[theme]}"]`).waitFor();
}
