// The models a person can choose from: trained ones in storage, those in the workspace (where it is
// trusted) that may be one by their size, the bundled ones. What they are is asked of the server.
import path from "node:path";
import * as vscode from "vscode";
import { isRawSize } from "../../server/protocol/vocabulary/rawSize";
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
  const pattern = "**/*.{safetensors,npz,bin}";
  const found = await vscode.workspace.findFiles(pattern, NOT_LOOKED_INTO, MOST_IN_WORKSPACE);
  const files = found.filter(({ scheme }) => scheme === "file");
  const fits = await Promise.all(files.map(mayBeModel));
  return files
    .filter((_, i) => fits[i])
    .map(({ fsPath }) => fsPath)
    .sort();
}

/** Any file may be called .bin: one of weights alone has a size that fits. */
async function mayBeModel(file: vscode.Uri): Promise<boolean> {
  if (!file.path.endsWith(".bin")) return true;
  try {
    return isRawSize((await vscode.workspace.fs.stat(file)).size);
  } catch {
    return false; // gone since it was found
  }
}
