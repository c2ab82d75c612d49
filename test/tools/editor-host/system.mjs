// What the editor host needs from the operating system: a Chromium to draw the workbench, and fonts for its text.
// Installs them with apt if it may (root on Debian or Ubuntu); otherwise says what to install.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { findProgram, install, mayInstall } from "../apt.mjs";

// Latin and box drawing; CJK; emoji: the kinds of multi-byte text in the sample pictures.
const FONTS = ["fonts-dejavu-core", "fonts-wqy-microhei", "fonts-noto-color-emoji"];
const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The Chromium to use: SPARSE_DIFF_CHROMIUM, or else the first one on the PATH, or else undefined. */
export function findChromium() {
  const chosen = process.env.SPARSE_DIFF_CHROMIUM;
  if (chosen) return fs.existsSync(chosen) ? chosen : undefined;
  return findProgram(BROWSERS);
}

/** The packages still missing. Fonts are listed only where they can be installed, because no test depends on them. */
export function missingPackages() {
  const browser = findChromium() ? [] : ["chromium"];
  return mayInstall() ? [...browser, ...missingFonts()] : browser;
}

/**
 * Makes Chromium and the fonts available, or throws a sentence that says what to install.
 * @param {(line: string) => void} say
 */
export function provideSystem(say) {
  const missing = missingPackages();
  if (missing.length > 0 && mayInstall()) {
    say(`installing ${missing.join(", ")} with apt-get`);
    install(missing);
  }
  if (!findChromium()) {
    throw new Error(
      "The editor host needs Chromium: install it (on Debian: apt-get install chromium fonts-dejavu-core) or set SPARSE_DIFF_CHROMIUM to its path.",
    );
  }
}

function missingFonts() {
  // A line is the name, a tab and the version; a package that is known but not installed has no version.
  const lines = spawnSync("dpkg-query", ["-W", ...FONTS], { encoding: "utf8" }).stdout.split("\n");
  return FONTS.filter(
    (name) => !lines.some((line) => line.startsWith(`${name}\t`) && /\d$/.test(line)),
  );
}
