// Launches the system's Chromium headless. One browser serves the whole process; windows are separate contexts, so
// nothing that one editor stores reaches the next.
import { chromium } from "playwright-core";
import { PATIENCE } from "./patience.mjs";
import { findChromium } from "./system.mjs";
import { inWeb } from "./web.mjs";

const ARGUMENTS = [
  ...["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  ...["--disable-background-networking", "--disable-component-update"],
  // The workbench needs only this machine; no other name is even looked up.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];

/** @type {Promise<import("playwright-core").Browser> | undefined} */
let browser;
let windows = 0;

/** @typedef {Pick<import("playwright-core").BrowserContextOptions, "viewport" | "deviceScaleFactor">} PageOptions */

const VIEWPORT = { width: 1280, height: 800 };

/**
 * Opens a page in a context of its own. `close` also ends the browser with its last page.
 * @param {PageOptions} [options]
 */
export async function openPage(options = {}) {
  windows++;
  browser ??= launch();
  const running = await browser;
  const context = await running.newContext({
    viewport: VIEWPORT,
    // The page of this server build allows connections of https only; here the extension comes by http.
    bypassCSP: inWeb(),
    ...options,
  });
  context.setDefaultTimeout(PATIENCE);
  return {
    page: await context.newPage(),

    /**
     * Another page that shares the first one's cache and storage, without permissions granted to an earlier page.
     * @param {Pick<PageOptions, "viewport">} [options]
     */
    async another({ viewport = VIEWPORT } = {}) {
      await context.clearPermissions();
      const page = await context.newPage();
      if (viewport) await page.setViewportSize(viewport);
      return page;
    },

    async close() {
      await context.close();
      if (--windows > 0) return;
      browser = undefined;
      await running.close();
    },
  };
}

function launch() {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("Chromium is gone since the editor host was set up.");
  // Chromium's sandbox does not start for root, nor in most containers.
  return chromium.launch({ executablePath, chromiumSandbox: false, args: ARGUMENTS });
}
