// An extension that is installed beside the one under test. It has the extension host, and what that starts, watched, lets a
// test run functions in the host with VS Code's own API, and notes what the extension under test writes to its log, which
// this server build keeps nowhere. Without SPARSE_DIFF_WATCH it does nothing.
const Module = require("node:module");
const path = require("node:path");
const vscode = require("vscode");
const { openDoor } = require("../socket.cjs");

const root = path.resolve(__dirname, "../../../../..");

exports.activate = (/** @type {vscode.ExtensionContext} */ context) => {
  const { SPARSE_DIFF_WATCH: folder } = process.env;
  if (!folder) return;
  // VS Code takes NODE_OPTIONS out of the environment of its extension hosts.
  const preload = path.join(__dirname, "../preload.cjs");
  const { write } = require(preload);
  process.env.NODE_OPTIONS = `--require ${preload}`;
  noteLogOf(path.join(root, "dist"), write);
  const door = openDoor(folder, "host", { vscode, require });
  context.subscriptions.push({ dispose: () => door.close() });
};

/**
 * What modules of this folder write to a log channel is noted, and written as before.
 * @param {string} folder
 * @param {(seen: Record<string, unknown>) => void} write
 */
function noteLogOf(folder, write) {
  const loader = /** @type {any} */ (Module);
  const load = loader._load;
  loader._load = function (
    /** @type {string} */ request,
    /** @type {NodeJS.Module | undefined} */ parent,
    /** @type {unknown[]} */ ...more
  ) {
    const loaded = load.call(this, request, parent, ...more);
    const isOwn = request === "vscode" && parent?.filename?.startsWith(folder);
    return isOwn ? withNotes(loaded, write) : loaded;
  };
}

/**
 * @param {typeof vscode} api
 * @param {(seen: Record<string, unknown>) => void} write
 */
function withNotes(api, write) {
  const createOutputChannel = (/** @type {any[]} */ ...args) => {
    const channel = /** @type {any} */ (api.window.createOutputChannel)(...args);
    for (const level of ["warn", "error"]) {
      const say = channel[level];
      if (!say) continue;
      channel[level] = (/** @type {unknown[]} */ ...words) => {
        write({ kind: "log", to: level, stack: words.map(String).join(" ") });
        return say.apply(channel, words);
      };
    }
    return channel;
  };
  const window = Object.create(api.window, { createOutputChannel: { value: createOutputChannel } });
  const all = Object.getOwnPropertyDescriptors(api);
  return Object.create(Object.getPrototypeOf(api), {
    ...all,
    window: { value: window, enumerable: true },
  });
}
