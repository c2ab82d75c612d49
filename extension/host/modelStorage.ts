// The folder of trained models in the extension's storage. A model's name is its file name, so the lists, the file
// manager and the status bar all show the same name.
import * as vscode from "vscode";
import { fileNameFor, freeName } from "../state/modelNames";
import { fileAddress, fileName, fileUri, folderOf } from "./fileAddress";

const SUFFIX = ".safetensors";

export class ModelStorage {
  readonly folder: vscode.Uri;

  constructor({ globalStorageUri }: Pick<vscode.ExtensionContext, "globalStorageUri">) {
    this.folder = vscode.Uri.joinPath(globalStorageUri, "models");
  }

  has(modelPath: string): boolean {
    return folderOf(modelPath).toString() === this.folder.toString();
  }

  /** A path not used by any model, in a folder that exists. */
  async newPath(textName: string): Promise<string> {
    await vscode.workspace.fs.createDirectory(this.folder);
    const taken = new Set((await this.list()).map((file) => fileName(file)));
    return this.pathOf(freeName(fileNameFor(textName, SUFFIX), taken));
  }

  pathOf(name: string): string {
    return fileAddress(vscode.Uri.joinPath(this.folder, name));
  }

  /** Addresses, newest first. */
  async list(): Promise<string[]> {
    const found: { file: string; modified: number }[] = [];
    for (const [name, type] of await this.entries()) {
      const isModel = type === vscode.FileType.File && name.endsWith(SUFFIX);
      if (!isModel || name.startsWith(".")) continue;
      const uri = vscode.Uri.joinPath(this.folder, name);
      const { mtime } = await vscode.workspace.fs.stat(uri);
      found.push({ file: fileAddress(uri), modified: mtime });
    }
    return found.sort((a, b) => b.modified - a.modified).map(({ file }) => file);
  }

  async rename(modelPath: string, name: string): Promise<string> {
    const to = this.pathOf(fileNameFor(name, SUFFIX));
    await vscode.workspace.fs.rename(fileUri(modelPath), fileUri(to));
    return to;
  }

  async remove(modelPath: string): Promise<void> {
    await vscode.workspace.fs.delete(fileUri(modelPath));
  }

  private async entries(): Promise<[string, vscode.FileType][]> {
    try {
      return await vscode.workspace.fs.readDirectory(this.folder);
    } catch {
      return []; // nothing was trained yet
    }
  }
}
