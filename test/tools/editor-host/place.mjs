// Where a window opens: a VS Code server and a browser page. An own place ends with its window. The shared place
// stays for the next window of the same process, which finds a running server and a browser with VS Code's scripts
// compiled, but nothing of the window before it.
import { isDeepStrictEqual } from "node:util";
import { openPage } from "./browser.mjs";
import { isAlive } from "./lock.mjs";
import { eventually } from "./patience.mjs";
import { startServer } from "./server.mjs";

/**
 * @typedef {object} Place
 * @property {import("./server.mjs").Server} server
 * @property {import("playwright-core").Page} page
 * @property {() => Promise<void>} leave
 */
/**
 * @typedef {object} PlaceOptions
 * @property {import("./server.mjs").ServerOptions} server
 * @property {import("./browser.mjs").PageOptions} page
 */

/**
 * What ends each place of this process that has not ended yet, shared or own.
 * @type {Set<() => Promise<void>>}
 */
const endings = new Set();

/**
 * @param {() => Promise<void>} close of the browser's page
 * @param {import("./server.mjs").Server} server
 */
function ending(close, server) {
  const end = async () => {
    if (!endings.delete(end)) return;
    await close();
    await server.stop();
  };
  endings.add(end);
  return end;
}

/** Ends every place: a server or a browser that is left would keep the process alive. */
export async function endPlaces() {
  shared = undefined;
  for (const end of [...endings]) await end();
}

/**
 * @param {PlaceOptions} options
 * @returns {Promise<Place>}
 */
export async function ownPlace(options) {
  const server = await startServer(options.server);
  const { page, close } = await openPage(options.page);
  return { server, page, leave: ending(close, server) };
}

/** @type {{ server: import("./server.mjs").Server, options: object, browser: Awaited<ReturnType<typeof openPage>>, busy: boolean, end: () => Promise<void> } | undefined} */
let shared;

/**
 * The shared place, if it is free and its server was started in the same way; otherwise a new one that replaces it. Two
 * windows at once get a place each.
 * @param {PlaceOptions} options
 * @returns {Promise<Place>}
 */
export async function sharedPlace({ server: { settings = {}, ...given }, page: window }) {
  // VS Code's built-in extensions cost every window seconds; users of the archive have all of them.
  const options = { builtIn: given.packaged !== undefined, ...given };
  if (shared?.busy) return ownPlace({ server: { settings, ...options }, page: window });
  if (!shared || !isDeepStrictEqual(shared.options, options)) {
    await endSharedPlace();
    const server = await startServer({ ...options, settings });
    const browser = await openPage();
    shared = { server, options, browser, busy: false, end: ending(browser.close, server) };
  }
  const place = shared;
  place.busy = true;
  const { server, browser } = place;
  server.reset(settings);
  const page = await browser.another(window);
  return {
    server,
    page,
    async leave() {
      const hosts = server.processes("--type=extensionHost");
      const started = [...hosts, ...server.processes("dist/server.js")];
      await page.goto("about:blank");
      await clearStorage(page, server.address);
      await page.close();
      // VS Code would keep an extension host for hours in case its window comes back. Killed, because it takes seconds to
      // end by itself.
      for (const one of started.filter(isAlive)) process.kill(one, "SIGKILL");
      await eventually(
        () => started.filter(isAlive),
        (left) => left.length === 0,
        "processes of a window that is closed go on",
      );
      place.busy = false;
    },
  };
}

/** Ends the shared place; the next window starts another. */
async function endSharedPlace() {
  const place = shared;
  shared = undefined;
  await place?.end();
}

/**
 * Clears what a window keeps in the browser: the state of its workbench, but not the script cache.
 * @param {import("playwright-core").Page} page
 * @param {string} origin
 */
async function clearStorage(page, origin) {
  const session = await page.context().newCDPSession(page);
  const storageTypes = "cookies,indexeddb,local_storage,service_workers,cache_storage";
  await session.send("Storage.clearDataForOrigin", { origin, storageTypes });
  await session.detach();
}
