// The folder of trained models in the extension's storage. A model's name is its file name, so the lists, the file
// manager and the status bar all show the same name.
import path from "node:path";
import * as vscode from "vscode";
import { fileNameFor, freeName } from "../state/modelNames";

const SUFFIX = ".safetensors";

export class ModelStorage {
  readonly folder: vscode.Uri;

  constructor({ globalStorageUri }: Pick<vscode.ExtensionContext, "globalStorageUri">) {
    this.folder = vscode.Uri.joinPath(globalStorageUri, "models");
  }

  has(modelPath: string): boolean {
    return path.dirname(modelPath) === this.folder.fsPath;
  }

  /** A path not used by any model, in a folder that exists. */
  async newPath(textName: string): Promise<string> {
    await vscode.workspace.fs.createDirectory(this.folder);
    const taken = new Set((await this.list()).map((file) => path.basename(file)));
    return this.pathOf(freeName(fileNameFor(textName, SUFFIX), taken));
  }

  pathOf(fileName: string): string {
    return vscode.Uri.joinPath(this.folder, fileName).fsPath;
  }

  /** Absolute paths, newest first. */
  async list(): Promise<string[]> {
    const found: { file: string; modified: number }[] = [];
    for (const [name, type] of await this.entries()) {
      const isModel = type === vscode.FileType.File && name.endsWith(SUFFIX);
      if (!isModel || name.startsWith(".")) continue;
      const uri = vscode.Uri.joinPath(this.folder, name);
      const { mtime } = await vscode.workspace.fs.stat(uri);
      found.push({ file: uri.fsPath, modified: mtime });
    }
    return found.sort((a, b) => b.modified - a.modified).map(({ file }) => file);
  }

  async rename(modelPath: string, name: string): Promise<string> {
    const to = this.pathOf(fileNameFor(name, SUFFIX));
    await vscode.workspace.fs.rename(vscode.Uri.file(modelPath), vscode.Uri.file(to));
    return to;
  }

  async remove(modelPath: string): Promise<void> {
    await vscode.workspace.fs.delete(vscode.Uri.file(modelPath));
  }

  private async entries(): Promise<[string, vscode.FileType][]> {
    try {
      return await vscode.workspace.fs.readDirectory(this.folder);
    } catch {
      return []; // nothing was trained yet
    }
  }
}
