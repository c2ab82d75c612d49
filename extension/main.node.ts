// The extension's entry point on the desktop and on remote hosts. app.ts puts everything together.
import os from "node:os";
import * as vscode from "vscode";
import { startApp } from "./app";
import { serverProcess } from "./host/serverLink.node";

export function activate(context: vscode.ExtensionContext): void {
  const makeServer = serverProcess(context.asAbsolutePath("dist/server.js"));
  const home = vscode.Uri.file(os.homedir());
  context.subscriptions.push(startApp(context, { makeServer, home, isBrowser: false }));
}
