// The folder of trained models in the extension's storage. A model's name is its file name, so the lists, the file
// manager and the status bar all show the same name.
import * as vscode from "vscode";
import { Disposables } from "../state/lifetime";
import { fileNameFor, freeName } from "../state/modelNames";
import { fileAddress, fileName, fileUri, folderOf } from "./fileAddress";

const SUFFIX = ".safetensors";

export class ModelStorage implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  readonly folder: vscode.Uri;
  /** Fires when a model has come or gone. */
  readonly onDidChange = this.changed.event;
  private watcher: vscode.FileSystemWatcher | undefined;
  private some = false;

  constructor({ globalStorageUri }: Pick<vscode.ExtensionContext, "globalStorageUri">) {
    this.folder = vscode.Uri.joinPath(globalStorageUri, "models");
    this.watch();
    void this.look();
  }

  /** Whether there is any, as far as has been seen. */
  get hasSome(): boolean {
    return this.some;
  }

  dispose(): void {
    this.watcher?.dispose();
    this.disposables.dispose();
  }

  has(modelPath: string): boolean {
    return folderOf(modelPath).toString() === this.folder.toString();
  }

  /** A path not used by any model, in a folder that exists. */
  async newPath(textName: string): Promise<string> {
    await vscode.workspace.fs.createDirectory(this.folder);
    if (!this.some) this.watch(); // a watcher of a folder that was not there yet sees nothing
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
    await this.look();
  }

  private watch(): void {
    this.watcher?.dispose();
    const models = new vscode.RelativePattern(this.folder, `*${SUFFIX}`);
    this.watcher = vscode.workspace.createFileSystemWatcher(models);
    const look = () => void this.look();
    this.watcher.onDidCreate(look);
    this.watcher.onDidDelete(look);
  }

  /** Looks again for models, since not every file system tells of what comes and goes. */
  async look(): Promise<void> {
    this.some = (await this.list()).length > 0;
    this.changed.fire();
  }

  private async entries(): Promise<[string, vscode.FileType][]> {
    try {
      return await vscode.workspace.fs.readDirectory(this.folder);
    } catch {
      return []; // nothing was trained yet
    }
  }
}
