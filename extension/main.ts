// The extension's entry point, the same file for a machine of one's own and for a browser (vscode.dev, github.dev): what differs
// is the platform, of which only the one that runs here is loaded. app.ts puts everything together.
import * as vscode from "vscode";
import { speak } from "../server/protocol/words/l10n";
import { startApp } from "./app";
import { useUris } from "./host/fileAddress";
import type { Platform } from "./host/platform";

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  speak(vscode.l10n.bundle ?? {});
  context.subscriptions.push(startApp(context, await platformOf(context)));
}

/** A web extension host has no process, and of modules `vscode` only. */
async function platformOf(context: vscode.ExtensionContext): Promise<Platform> {
  if (typeof process === "object" && process.versions?.node) {
    const { homedir } = await import("node:os");
    const module = context.asAbsolutePath("dist/server.js");
    return {
      isBrowser: false,
      home: vscode.Uri.file(homedir()),
      start: async (log) => (await import("./host/transport.node")).startProcess(module, log),
    };
  }
  useUris();
  const { extensionUri } = context;
  const script = vscode.Uri.joinPath(extensionUri, "dist", "webServer.js");
  return {
    isBrowser: true,
    home: undefined,
    start: async () => (await import("./host/transport.browser")).startWorker(script, extensionUri),
  };
}
