// The extension's entry point on the desktop and on remote hosts. app.ts puts everything together.
import type * as vscode from "vscode";
import { startApp } from "./app";

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(startApp(context));
}
