// The extension's entry point in a browser, as on vscode.dev and github.dev. app.ts puts everything together.
import * as vscode from "vscode";
import { startApp } from "./app";
import { useUris } from "./host/fileAddress";
import { serverWorker } from "./host/serverLink.browser";

export function activate(context: vscode.ExtensionContext): void {
  useUris();
  const { extensionUri } = context;
  const script = vscode.Uri.joinPath(extensionUri, "dist", "web", "server.js");
  const makeServer = serverWorker(script, extensionUri);
  context.subscriptions.push(startApp(context, { makeServer, isBrowser: true }));
}
