// The extension's entry on the desktop and on remote hosts. Everything is put together in app.ts.
import type * as vscode from "vscode";
import { startApp } from "./app";

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(startApp(context));
}
