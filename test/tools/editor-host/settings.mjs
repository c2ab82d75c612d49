// The user settings every editor here starts with, and the names of the themes it may have. They only remove what would
// make two runs differ (tips, updates, look-ups); what the extension shows is left alone.
import fs from "node:fs";
import path from "node:path";
import { hostPaths } from "./cache.mjs";

/** @typedef {Record<string, unknown>} Settings */

/** @type {Settings} */
export const QUIET = {
  "workbench.startupEditor": "none",
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "remote.autoForwardPorts": false, // otherwise lists the open files of every process every two seconds
  "workbench.reduceMotion": "on",
  "files.autoSave": "off",
  "editor.minimap.enabled": false,
  // The rest keeps every character where the page helpers can find it.
  "editor.stickyScroll.enabled": false,
  "editor.wordWrap": "on",
  "editor.wrappingIndent": "none",
  "editor.cursorBlinking": "solid",
  "editor.hover.delay": 100,
};

/** Short names for the four themes in which pictures of the extension are usually taken; the newest VS Code's name first. */
export const THEME_ALIASES = {
  dark: ["Dark Modern", "Default Dark Modern"],
  light: ["Light Modern", "Default Light Modern"],
  "hc-dark": ["Default High Contrast"],
  "hc-light": ["Default High Contrast Light"],
};

/**
 * The setting value for a theme's name or alias. If it is unknown, throws a sentence with the names, because VS Code would
 * quietly keep its default theme.
 * @param {string} name
 */
export function resolveTheme(name) {
  const ids = /** @type {Record<string, string[]>} */ (THEME_ALIASES)[name] ?? [name];
  const names = themeNames();
  const known = ids.find((id) => names.includes(id));
  if (known) return known;
  throw new Error(
    `No theme is called "${name}"; there are ${[...Object.keys(THEME_ALIASES), ...names].join(", ")}.`,
  );
}

function themeNames() {
  const { extensions } = hostPaths();
  return fs
    .readdirSync(extensions)
    .filter((folder) => folder.startsWith("theme-"))
    .flatMap((folder) => {
      const file = path.join(extensions, folder, "package.json");
      const { contributes } = JSON.parse(fs.readFileSync(file, "utf8"));
      return (contributes.themes ?? []).map(
        (/** @type {{ id?: string, label: string }} */ theme) => theme.id ?? theme.label,
      );
    });
}
