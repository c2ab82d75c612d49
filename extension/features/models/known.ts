// The models the user can choose from: trained ones in storage, files in a trusted workspace whose size fits, and the
// bundled ones. The server describes them.
import * as vscode from "vscode";
import { isRawSize } from "../../../server/protocol/vocabulary/rawSize";
import { fileAddress, fileName, isReachable } from "../../host/fileAddress";
import type { ModelStorage } from "../../host/modelStorage";

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
    name: fileName(file),
    origin,
  });
  const listed = [
    ...(await storage.list()).map(named("stored")),
    ...(await inWorkspace()).map(named("workspace")),
    ...bundled.map(named("bundled")),
  ];
  // If the workspace is the extension's own folder, a bundled model is found twice.
  return listed.filter((model, i) => listed.findIndex(({ path: p }) => p === model.path) === i);
}

async function inWorkspace(): Promise<string[]> {
  if (!vscode.workspace.isTrusted) return [];
  const pattern = "**/*.{safetensors,pt,pth,ckpt,npz,bin}";
  const found = await vscode.workspace.findFiles(pattern, NOT_LOOKED_INTO, MOST_IN_WORKSPACE);
  const files = found.filter(isReachable);
  const fits = await Promise.all(files.map(mayBeModel));
  return files
    .filter((_, i) => fits[i])
    .map(fileAddress)
    .sort();
}

/** Any file may be called .bin; raw weights have one of certain sizes. */
async function mayBeModel(file: vscode.Uri): Promise<boolean> {
  if (!file.path.endsWith(".bin")) return true;
  try {
    return isRawSize((await vscode.workspace.fs.stat(file)).size);
  } catch {
    return false; // deleted since it was found
  }
}
