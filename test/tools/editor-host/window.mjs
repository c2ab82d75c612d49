// Opens a VS Code window (the workbench page of a running server) on a folder, with the extension loaded from its own
// folder as a development extension and, if given, a test module; by http, and so in the web extension host, where web.mjs
// says so.
import { root } from "./cache.mjs";
import { inWeb, webAuthority } from "./web.mjs";

/**
 * @typedef {object} WindowOptions
 * @property {string} folder the workspace folder, or a .code-workspace file
 * @property {string} [file] opened at the start, absolute
 * @property {string | null} [extension] the development extension's folder; this repository by default, null for none
 * @property {string} [tests] a module whose run() is called inside the extension host, absolute
 */

/**
 * @param {import("playwright-core").Page} page
 * @param {import("./server.mjs").Server} server
 * @param {WindowOptions} options
 */
export async function openWindow(page, server, { folder, file, extension = root, tests }) {
  const uri = (/** @type {string} */ path) => ({
    scheme: "vscode-remote",
    authority: server.authority,
    path,
  });
  const isServed = inWeb() && extension === root;
  const served = isServed
    ? { scheme: "http", authority: await webAuthority(), path: root }
    : undefined;
  await page.addInitScript(stopSpinners);
  if (extension) {
    await page.addInitScript(addDevelopmentOptions, {
      extensions: [served ?? uri(extension)],
      ...(tests ? { extensionTestsPath: uri(tests) } : {}),
    });
  }
  await page.goto(address(server, folder, file));
  await page.waitForSelector(".monaco-workbench .part.statusbar");
}

/**
 * The address of a window that shows a folder or a .code-workspace file, with `file` in its first editor.
 * @param {import("./server.mjs").Server} server
 * @param {string} folder
 * @param {string} [file]
 */
export function address(server, folder, file) {
  const payload = [
    ["skipWelcome", "true"],
    ["skipReleaseNotes", "true"],
    ...(file ? [["openFile", `vscode-remote://${server.authority}${encodeURI(file)}`]] : []),
  ];
  const kind = folder.endsWith(".code-workspace") ? "workspace" : "folder";
  return `${server.address}/?${new URLSearchParams({ [kind]: folder, payload: JSON.stringify(payload) })}`;
}

/**
 * Runs in the page: stops the spinning icons. Without a graphics processor every frame of them is drawn by the CPU and
 * takes most of it.
 */
function stopSpinners() {
  if (window !== window.top) return;
  document.addEventListener("DOMContentLoaded", () => {
    const style = document.createElement("style");
    style.textContent = ".codicon { animation: none !important; }";
    document.head.append(style);
  });
}

/**
 * Runs in the page, before its own scripts: adds to the configuration that the workbench is about to read.
 * The address cannot carry this unless VS Code's smoke driver is on, which hides notifications. Answering the page through
 * the debugger instead makes Chromium refuse its WebSocket.
 * @param {object} development
 */
function addDevelopmentOptions(development) {
  if (window !== window.top) return;
  document.addEventListener("readystatechange", () => {
    const element = document.getElementById("vscode-workbench-web-configuration");
    // 'interactive' comes before the page's deferred module scripts run.
    if (!element?.dataset.settings || document.readyState !== "interactive") return;
    const settings = JSON.parse(element.dataset.settings);
    settings.developmentOptions = { ...settings.developmentOptions, ...development };
    element.dataset.settings = JSON.stringify(settings);
  });
}
