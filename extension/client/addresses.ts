// Sees texts go from one address to another, so that what is remembered by address can follow: files and folders
// that are renamed, untitled texts that are saved or closed. It remembers nothing itself.
import * as vscode from "vscode";
import { Disposables } from "../disposables";
import { type ByAddress, type Follow, forgotten, isSameText, renamed, saved } from "./byAddress";

export interface TrackedTexts extends vscode.Disposable {
  now(): readonly Pick<vscode.TextDocument, "uri">[];
}

export class Addresses implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<Follow>());
  /** What every record by address has to do now. */
  readonly onDidChange = this.changed.event;

  constructor() {
    const { disposables } = this;
    disposables.add(
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files)
          this.changed.fire(renamed(oldUri.toString(), newUri.toString()));
      }),
    );
    disposables.add(vscode.workspace.onDidSaveTextDocument((document) => this.saved(document)));
    disposables.add(
      vscode.workspace.onDidCloseTextDocument(({ isUntitled, isClosed, uri }) => {
        // Closed and opened again is what a change of language looks like.
        if (isUntitled && isClosed) this.changed.fire(forgotten((other) => other === `${uri}`));
      }),
    );
  }

  /** The names of untitled texts are used again: of those that went with an earlier window nothing is kept. */
  forgetLostTexts(): void {
    const documents = vscode.workspace.textDocuments.map(({ uri }) => uri);
    const tabs = vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .flatMap(({ input }) => (input instanceof vscode.TabInputText ? input.uri : []));
    const here = new Set([...documents, ...tabs].map(String));
    this.changed.fire(forgotten((uri) => uri.startsWith("untitled:") && !here.has(uri)));
  }

  /** Where texts are by the time that something long is done with them; one that was closed is nowhere. */
  track(documents: readonly vscode.TextDocument[]): TrackedTexts {
    let texts: ByAddress<true> = Object.fromEntries(
      documents.map(({ uri }) => [uri.toString(), true]),
    );
    const listener = this.onDidChange((follow) => {
      texts = follow(texts);
    });
    return {
      now: () => Object.keys(texts).map((uri) => ({ uri: vscode.Uri.parse(uri, true) })),
      dispose: () => listener.dispose(),
    };
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** VS Code does not tell what a new file was saved from; the untitled text is there until the file is written. */
  private saved(file: vscode.TextDocument): void {
    for (const text of vscode.workspace.textDocuments) {
      if (!text.isUntitled || !isSameText(text.getText(), file.getText())) continue;
      this.changed.fire(saved(text.uri.toString(), file.uri.toString()));
    }
  }
}
