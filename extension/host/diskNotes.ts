// Compares a file with the disk again whenever its unsaved edits are gone, by saving or undoing. The first comparison
// is made when the file is attached (openFiles.ts).
import * as vscode from "vscode";
import { compareWithDiskRequest } from "../../server/protocol/wire/messages";
import { Disposables } from "../state/lifetime";
import type { OpenFiles } from "./openFiles";
import type { ServerProcess } from "./serverProcess";

/** VS Code reports a save twice: that nothing is unsaved, and that the file was saved. */
const PAUSE_MS = 50;

export class DiskNotes implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly waiting = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly server: ServerProcess,
    private readonly files: OpenFiles,
  ) {
    this.disposables.add(vscode.workspace.onDidSaveTextDocument((saved) => this.soon(saved)));
    this.disposables.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const isClean = contentChanges.length === 0 && !document.isDirty;
        if (isClean) this.soon(document);
      }),
    );
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.waiting.clear();
    this.disposables.dispose();
  }

  private soon(document: vscode.TextDocument): void {
    if (!this.files.get(document)) return;
    const uri = document.uri.toString();
    clearTimeout(this.waiting.get(uri));
    const run = () => {
      this.waiting.delete(uri);
      void this.compare(document);
    };
    this.waiting.set(uri, setTimeout(run, PAUSE_MS));
  }

  private async compare(document: vscode.TextDocument): Promise<void> {
    const { client } = this.server;
    if (!client || document.isDirty || this.files.get(document)?.phase.kind !== "ready") return;
    const { version } = document;
    try {
      const params = { uri: document.uri.toString() };
      const { diskNote } = await client.ask(compareWithDiskRequest, params);
      // If it was edited meanwhile, the current note will do until the next save.
      if (!document.isDirty && document.version === version) this.files.noted(document, diskNote);
    } catch {
      // Closed or stopped meanwhile: attaching compares again.
    }
  }
}
