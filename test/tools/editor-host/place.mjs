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
 * @param {PlaceOptions} options
 * @returns {Promise<Place>}
 */
export async function ownPlace(options) {
  const server = await startServer(options.server);
  const { page, close } = await openPage(options.page);
  return {
    server,
    page,
    async leave() {
      await close();
      await server.stop();
    },
  };
}

/** @type {{ server: import("./server.mjs").Server, options: object, browser: Awaited<ReturnType<typeof openPage>>, busy: boolean } | undefined} */
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
    shared = { server, options, browser: await openPage(), busy: false };
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
export async function endSharedPlace() {
  const place = shared;
  shared = undefined;
  await place?.browser.close();
  await place?.server.stop();
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
