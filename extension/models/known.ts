// The models a person can choose from: trained ones in storage, those in the workspace (where it is
// trusted), the bundled ones. Only where they are; what they are is asked of the server.
import path from "node:path";
import * as vscode from "vscode";
import type { ModelStorage } from "./storage";

export interface KnownModel {
  readonly path: string;
  readonly name: string;
  readonly origin: "stored" | "workspace" | "bundled";
}

const MOST_IN_WORKSPACE = 100;
const NOT_LOOKED_INTO = "**/{node_modules,.git}/**";

export async function knownModels(
  storage: ModelStorage,
  bundled: readonly string[],
): Promise<KnownModel[]> {
  const named = (origin: KnownModel["origin"]) => (file: string) => ({
    path: file,
    name: path.basename(file),
    origin,
  });
  const listed = [
    ...(await storage.list()).map(named("stored")),
    ...(await inWorkspace()).map(named("workspace")),
    ...bundled.map(named("bundled")),
  ];
  // The bundled model may lie in the workspace too, where that is the extension's own folder.
  return listed.filter((model, i) => listed.findIndex(({ path: p }) => p === model.path) === i);
}

async function inWorkspace(): Promise<string[]> {
  if (!vscode.workspace.isTrusted) return [];
  const pattern = "**/*.{safetensors,bin}";
  const found = await vscode.workspace.findFiles(pattern, NOT_LOOKED_INTO, MOST_IN_WORKSPACE);
  return found
    .filter(({ scheme }) => scheme === "file")
    .map(({ fsPath }) => fsPath)
    .sort();
}
