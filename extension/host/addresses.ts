// Watches texts move from one address to another, so that records kept by address can follow: renamed files and
// folders, untitled texts that are saved or closed. It keeps no records itself.
import * as vscode from "vscode";
import {
  type ByAddress,
  type Follow,
  forgotten,
  isSameText,
  renamed,
  saved,
} from "../state/byAddress";
import { Disposables } from "../state/lifetime";

export interface TrackedTexts extends vscode.Disposable {
  now(): readonly Pick<vscode.TextDocument, "uri">[];
}

export class Addresses implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<Follow>());
  /** Fires a change that every record kept by address must apply. */
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
        // A change of language looks like a close followed by an open.
        if (isUntitled && isClosed) this.changed.fire(forgotten((other) => other === `${uri}`));
      }),
    );
  }

  /** The names of untitled texts are reused, so everything kept for those of an earlier window is dropped. */
  forgetLostTexts(): void {
    const documents = vscode.workspace.textDocuments.map(({ uri }) => uri);
    const tabs = vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .flatMap(({ input }) => (input instanceof vscode.TabInputText ? input.uri : []));
    const here = new Set([...documents, ...tabs].map(String));
    this.changed.fire(forgotten((uri) => uri.startsWith("untitled:") && !here.has(uri)));
  }

  /** Tracks where texts are when a long task on them ends. A closed text is dropped. */
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

  /** VS Code does not say what a new file was saved from; the untitled text still exists while the file is written. */
  private saved(file: vscode.TextDocument): void {
    for (const text of vscode.workspace.textDocuments) {
      if (!text.isUntitled || !isSameText(text.getText(), file.getText())) continue;
      this.changed.fire(saved(text.uri.toString(), file.uri.toString()));
    }
  }
}
