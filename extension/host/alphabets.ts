// The setting sparseDiff.alphabets on its way to the server: its paths made absolute, told again when it changes, and the
// files on whose model has another alphabet now attached again. What an alphabet may be is checked by the server.
import * as vscode from "vscode";
import { isAlphabetName } from "../../server/protocol/vocabulary/alphabets";
import { type Alphabets, alphabetsNotification } from "../../server/protocol/wire/messages";
import { modelAddress } from "../../server/protocol/wire/modelAddress";
import { Disposables } from "../state/lifetime";
import type { Config } from "./config";
import { resolved } from "./fileAddress";
import type { OpenFiles } from "./openFiles";
import type { ServerProcess } from "./serverProcess";

/** As the server wants them. A relative path is in any folder of the workspace, the first one first. */
export function alphabetsOf({ settings }: Config): Alphabets {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const all: Record<string, string> = {};
  for (const [model, alphabet] of Object.entries(settings.alphabets))
    for (const folder of folders.length > 0 ? folders : [undefined])
      all[resolved(folder, model)] ??= isAlphabetName(alphabet)
        ? alphabet
        : resolved(folder, alphabet);
  return all;
}

export class AlphabetSetting implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private known: Alphabets;

  constructor(
    private readonly config: Config,
    private readonly server: ServerProcess,
    private readonly files: OpenFiles,
  ) {
    this.known = alphabetsOf(config);
    const again = () => this.tellAgain();
    this.disposables.add(config.onDidChange(again));
    this.disposables.add(vscode.workspace.onDidChangeWorkspaceFolders(again));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** A server that starts later has them from its options. */
  private tellAgain(): void {
    const before = this.known;
    const alphabets = alphabetsOf(this.config);
    if (JSON.stringify(alphabets) === JSON.stringify(before)) return;
    this.known = alphabets;
    this.server.client?.tell(alphabetsNotification, { alphabets });
    for (const document of vscode.workspace.textDocuments) {
      const { file } = modelAddress(this.files.get(document)?.modelPath ?? "");
      if (alphabets[file] !== before[file]) this.files.reload(document);
    }
  }
}
