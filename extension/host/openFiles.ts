// The documents the server has: opened when switched on, kept up to date with edits, compared with the disk, closed, and
// sent again to a new process. Each has a phase for the status bar and the hover. switchedOn.ts decides which files are
// on.
import * as vscode from "vscode";
import {
  attachRequest,
  compareWithDiskRequest,
  type DiskNote,
  documentStatusNotification,
} from "../../server/protocol/wire/messages";
import { isModelMissing, netsIn, sentenceOf } from "../state/failures";
import { Disposables } from "../state/lifetime";
import type { FilePhase, OpenFile } from "../state/phases";
import type { ServerConnection, ServerProcess } from "./serverProcess";

export class OpenFiles implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<string>());
  private readonly files = new Map<string, OpenFile>();
  /** Fires the uri of a file whose phase or status changed. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly server: ServerProcess) {
    this.disposables.add(server.onDidConnect((client) => this.connect(client)));
    this.disposables.add(
      server.onDidChangePhase((phase) => {
        if (phase !== "running") this.forgetAnswers();
      }),
    );
    this.disposables.add(
      vscode.workspace.onDidChangeTextDocument((event) => this.sendChange(event)),
    );
    this.disposables.add(
      vscode.workspace.onDidCloseTextDocument((document) => this.switchOff(document)),
    );
  }

  get(document: vscode.TextDocument): OpenFile | undefined {
    return this.files.get(document.uri.toString());
  }

  switchOn(document: vscode.TextDocument, modelPath: string): void {
    const uri = document.uri.toString();
    const before = this.files.get(uri);
    if (before && before.modelPath === modelPath && before.document === document) return;
    this.set({ document, modelPath, phase: { kind: "starting" }, status: null });
    this.server.ensureStarted();
    const { client } = this.server;
    if (!client) return; // sent when it connects
    if (!before) client.open(document);
    void this.attach(client, uri);
  }

  switchOff(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    if (!this.files.delete(uri)) return;
    this.server.client?.close(document);
    this.changed.fire(uri);
  }

  /** Attaches again, e.g. after the model file was replaced. */
  reload(document: vscode.TextDocument): void {
    const file = this.get(document);
    if (!file) return;
    this.set({ ...file, phase: { kind: "starting" }, status: null });
    if (this.server.client) void this.attach(this.server.client, document.uri.toString());
  }

  /** The file was compared with the disk again. Always makes a new phase, because the mark may have changed. */
  noted(document: vscode.TextDocument, diskNote: DiskNote): void {
    const file = this.get(document);
    if (file?.phase.kind === "ready") this.set({ ...file, phase: { ...file.phase, diskNote } });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private connect(client: ServerConnection): void {
    client.onTold(documentStatusNotification, (status) => {
      const file = this.files.get(status.uri);
      if (file && client === this.server.client) this.set({ ...file, status });
    });
    for (const [uri, file] of this.files) {
      client.open(file.document);
      void this.attach(client, uri);
    }
  }

  private async attach(client: ServerConnection, uri: string): Promise<void> {
    const asked = this.files.get(uri);
    if (!asked) return;
    let phase: FilePhase;
    try {
      const { modelPath, document } = asked;
      const mark = document.encoding === "utf8bom";
      const params = { uri, modelPath, dirty: document.isDirty, mark };
      const result = await client.ask(attachRequest, params);
      phase = { kind: "ready", ...result };
    } catch (error) {
      if (client !== this.server.client) return; // the next process is asked
      const nets = netsIn(error);
      phase = {
        kind: "failed",
        sentence: sentenceOf(error),
        isModelMissing: isModelMissing(error),
        ...(nets ? { nets } : {}),
      };
    }
    const now = this.files.get(uri);
    if (now?.modelPath === asked.modelPath && now.document === asked.document) {
      this.set({ ...now, phase });
    }
  }

  private sendChange(event: vscode.TextDocumentChangeEvent): void {
    if (event.contentChanges.length === 0 || !this.get(event.document)) return;
    this.server.client?.change(event);
  }

  private forgetAnswers(): void {
    for (const file of this.files.values()) {
      this.set({ ...file, phase: { kind: "starting" }, status: null });
    }
  }

  private set(file: OpenFile): void {
    const uri = file.document.uri.toString();
    this.files.set(uri, file);
    this.changed.fire(uri);
  }
}

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
