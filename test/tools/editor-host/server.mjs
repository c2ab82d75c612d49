// Starts and stops one VS Code server with its own user data. It serves the workbench and runs the extension host; it
// knows nothing of browsers or of the extension under test.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "./cache.mjs";
import { onEnd } from "./cleanup.mjs";
import { keybindings } from "./keys.mjs";
import { eventually } from "./patience.mjs";
import { descendants } from "./processes.mjs";
import { QUIET } from "./settings.mjs";
import { setup } from "./setup.mjs";

// With an empty gallery VS Code looks nothing up.
const NO_GALLERY = JSON.stringify({
  serviceUrl: "",
  itemUrl: "",
  resourceUrlTemplate: "",
  controlUrl: "",
  nlsBaseUrl: "",
  publisherUrl: "",
});

/**
 * @typedef {object} ServerOptions
 * @property {import("./settings.mjs").Settings} [settings] user settings on top of the quiet ones
 * @property {boolean} [trust] false opens every folder in restricted mode without asking; true by default
 * @property {boolean} [builtIn] false leaves out built-in extensions that run code; true by default
 * @property {string[]} [extensions] folders of extensions to install, as links; none by default
 * @property {string | undefined} [packaged] a .vsix file of this checkout that VS Code installs first
 * @property {Record<string, string>} [env] environment of the server and of its extension hosts
 * @property {boolean} [endWhenUnused] stop some minutes after the last window closed; true by default
 */
/** @typedef {Awaited<ReturnType<typeof startServer>>} Server */

/** @param {ServerOptions} [options] */
export async function startServer(options = {}) {
  const { settings, trust = true, builtIn = true, extensions = [], packaged } = options;
  const { env, endWhenUnused = true } = options;
  const host = await setup();
  const data = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-editor-"));
  const removeData = onEnd(() =>
    fs.rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  );
  fs.mkdirSync(path.join(data, "extensions"));
  for (const folder of extensions) linkExtension(folder, path.join(data, "extensions"));
  if (!builtIn) linkData(host.extensions, path.join(data, "built-in"));
  // Prevents a question at startup and a banner that moves everything down some seconds later.
  const restricted = {
    "security.workspace.trust.startupPrompt": "never",
    "security.workspace.trust.banner": "never",
  };
  const reset = (/** @type {import("./settings.mjs").Settings} */ settings = {}) => {
    const user = path.join(data, "User");
    fs.mkdirSync(user, { recursive: true });
    // Emptied rather than replaced, because the server keeps using it.
    for (const name of fs.readdirSync(user))
      if (!/^(settings|keybindings)\.json$/.test(name))
        fs.rmSync(path.join(user, name), { recursive: true });
    const all = { ...QUIET, ...(trust ? {} : restricted), ...settings };
    fs.writeFileSync(path.join(user, "settings.json"), JSON.stringify(all, null, 2));
    fs.writeFileSync(path.join(user, "keybindings.json"), JSON.stringify(keybindings(), null, 2));
  };
  reset(settings);

  const port = await freePort();
  const places = [
    ...["--server-data-dir", data, "--user-data-dir", data],
    ...["--extensions-dir", path.join(data, "extensions")],
  ];
  const environment = { ...process.env, EXTENSIONS_GALLERY: NO_GALLERY, ...env };
  if (packaged) {
    const words = [host.server, "--install-extension", packaged, "--accept-server-license-terms"];
    try {
      execFileSync(host.node, [...words, ...places], { env: environment, stdio: "pipe" });
    } catch (error) {
      const { stdout, stderr } = /** @type {{ stdout?: Buffer, stderr?: Buffer }} */ (error);
      removeData();
      throw new Error(`VS Code does not install ${packaged}:\n${stdout ?? ""}${stderr ?? ""}`);
    }
  }
  const args = [
    host.server,
    ...["--host", "127.0.0.1", "--port", String(port), "--without-connection-token"],
    ...places,
    ...(builtIn ? [] : ["--builtin-extensions-dir", path.join(data, "built-in")]),
    ...["--accept-server-license-terms", "--telemetry-level", "off", "--disable-experiments"],
    "--disable-getting-started-override",
    ...(trust ? ["--disable-workspace-trust"] : []),
    ...(endWhenUnused ? ["--enable-remote-auto-shutdown"] : []),
  ];
  // Detached into its own process group, so that extension hosts and language servers are killed with it.
  const child = spawn(host.node, args, {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: environment,
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const signal = (/** @type {NodeJS.Signals} */ name) => {
    try {
      process.kill(-(/** @type {number} */ (child.pid)), name);
    } catch {
      // The whole group has ended already.
    }
  };
  const kill = onEnd(() => signal("SIGKILL"));
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (log += text));

  const server = {
    port,
    /** Settings, logs and extensions of this server; removed when it stops. */
    data,
    /** The extension's folder: the installed archive's, or else the checkout. */
    extension: packaged ? path.join(data, "extensions", installedName(root)) : root,
    /** The page's vscode-remote addresses need exactly this host and port, and webviews need 'localhost'. */
    authority: `localhost:${port}`,
    address: `http://localhost:${port}`,
    log: () => log,
    /** Used between two windows: resets the user's settings to these and removes what extensions have stored. */
    reset,
    /**
     * Processes started by this server or its extension hosts, by a part of their command line.
     * @param {string} words
     */
    processes: (words) => descendants(/** @type {number} */ (child.pid), words),
    async stop() {
      signal("SIGTERM");
      await Promise.race([exited, sleep(2000, undefined, { ref: false })]);
      kill();
      await exited;
      removeData();
    },
  };
  const started = () => child.exitCode !== null || answers(port);
  await eventually(started, (is) => is, "the VS Code server does not answer");
  if (child.exitCode === null) return server;
  await server.stop();
  throw new Error(`The VS Code server did not start:\n${log}`);
}

/**
 * Links the extensions that are only data (languages and themes) and those that run in the page, which looks for them here
 * in any case. The others (Copilot, Git, the debuggers and more) would cost every window seconds of CPU time.
 * @param {string} all
 * @param {string} folder
 */
function linkData(all, folder) {
  fs.mkdirSync(folder);
  for (const name of fs.readdirSync(all)) {
    const file = path.join(all, name, "package.json");
    if (!fs.existsSync(file)) continue;
    const { main, browser } = JSON.parse(fs.readFileSync(file, "utf8"));
    if (main && !browser) continue;
    fs.symlinkSync(path.join(all, name), path.join(folder, name));
  }
}

/**
 * VS Code accepts the extensions folder as it finds it at its first start.
 * @param {string} folder
 * @param {string} extensions
 */
function linkExtension(folder, extensions) {
  fs.symlinkSync(folder, path.join(extensions, installedName(folder)));
}

/**
 * The folder name that VS Code gives an installed extension.
 * @param {string} folder with its manifest
 */
function installedName(folder) {
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
  const { publisher, name, version } = manifest;
  return `${publisher}.${name}-${version}`;
}

/** @param {number} port */
async function answers(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/version`)).ok;
  } catch {
    return false;
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {net.AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}
