// An extension that is installed beside the one under test. It has the extension host, and what that starts, watched, and lets
// a test run functions in the host, with VS Code's own API. Without SPARSE_DIFF_WATCH it does nothing.
const path = require("node:path");
const vscode = require("vscode");
const { openDoor } = require("../socket.cjs");

exports.activate = (/** @type {vscode.ExtensionContext} */ context) => {
  const { SPARSE_DIFF_WATCH: folder } = process.env;
  if (!folder) return;
  // VS Code takes NODE_OPTIONS out of the environment of its extension hosts.
  const preload = path.join(__dirname, "../preload.cjs");
  require(preload);
  process.env.NODE_OPTIONS = `--require ${preload}`;
  const door = openDoor(folder, "host", { vscode, require });
  context.subscriptions.push({ dispose: () => door.close() });
};
