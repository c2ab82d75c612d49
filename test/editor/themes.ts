// The four default themes, changed in a window that is open, as a person does: by the setting.
import fs from "node:fs";
import { askedAfter } from "../tools/editor-host/patience.mjs";
import { resolveTheme } from "../tools/editor-host/settings.mjs";
import type { OpenEditor } from "./page";
import { eventually } from "./painted";
import type { Sidebar } from "./sidebar";

export const THEMES = ["dark", "light", "hc-dark", "hc-light"] as const;

/** The class that VS Code gives its workbench for the kind of theme. */
const CLASSES = { dark: "vs-dark", light: "vs", "hc-dark": "hc-black", "hc-light": "hc-light" };

/** What VS Code writes on the body of a webview. */
const KINDS = {
  dark: "vscode-dark",
  light: "vscode-light",
  "hc-dark": "vscode-high-contrast",
  "hc-light": "vscode-high-contrast-light",
};

/** Changes the theme; returns when the workbench has it, and the sidebar's page where that is given. */
export async function useTheme(
  editor: OpenEditor,
  theme: (typeof THEMES)[number],
  sidebar?: Sidebar,
): Promise<void> {
  const file = `${editor.server.data}/User/settings.json`;
  const settings = JSON.parse(fs.readFileSync(file, "utf8"));
  settings["workbench.colorTheme"] = resolveTheme(theme);
  let blanks = "";
  const write = () => {
    fs.writeFileSync(file, JSON.stringify(settings) + blanks);
    blanks += "\n";
  };
  await eventually(
    askedAfter(write, () => editor.page.locator(".monaco-workbench").first().getAttribute("class")),
    (names) => names?.split(" ").includes(CLASSES[theme]),
    `the theme is not ${theme}`,
  );
  if (!sidebar) return;
  await sidebar.page.locator(`body[data-vscode-theme-kind="${KINDS[theme]}"]`).waitFor();
}
