// If the model does not know the text, quietly offers to train one on it, once per file.
import * as vscode from "vscode";
import { l10n } from "../../../server/protocol/words/l10n";
import { isBadlyKnown } from "../../../server/protocol/words/reading";
import type { Addresses } from "../../host/addresses";
import { inform } from "../../host/notices";
import type { OpenFiles } from "../../host/openFiles";
import { COMMANDS } from "../../state/ids";
import { Disposables } from "../../state/lifetime";
import type { OpenFile } from "../../state/phases";

const MEMORY_KEY = "offered";

export class Offer implements vscode.Disposable {
  private readonly disposables = new Disposables();

  constructor(
    private readonly memory: vscode.Memento,
    private readonly files: OpenFiles,
    addresses: Addresses,
  ) {
    this.disposables.add(
      addresses.onDidChange((follow) => {
        const before = Object.fromEntries(this.offered.map((uri) => [uri, true]));
        const after = follow(before);
        if (after !== before) void memory.update(MEMORY_KEY, Object.keys(after));
      }),
    );
    this.disposables.add(files.onDidChange(() => this.consider()));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private consider(): void {
    const document = vscode.window.activeTextEditor?.document;
    const file = document && this.files.get(document);
    if (!file || !isDue(file)) return;
    const uri = file.document.uri.toString();
    if (this.offered.includes(uri)) return;
    void this.memory.update(MEMORY_KEY, [...this.offered, uri]);
    void make();
  }

  private get offered(): readonly string[] {
    return this.memory.get<readonly string[]>(MEMORY_KEY, []);
  }
}

function isDue({ phase, status }: OpenFile): boolean {
  if (phase.kind !== "ready" || status?.percent !== 100) return false;
  return isBadlyKnown(status);
}

async function make(): Promise<void> {
  const question = l10n`This model does not know this text; train one on it?`;
  const [train, select] = [l10n`Train on This File`, l10n`Select Model`];
  const answer = await inform(question, train, select, l10n`Not Now`);
  if (answer === select) await vscode.commands.executeCommand(COMMANDS.selectModel);
  if (answer === train)
    await vscode.commands.executeCommand(COMMANDS.trainOnFile, { defaults: true });
}
