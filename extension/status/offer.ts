// The one quiet offer where the model does not know the text, made once for a file. Training comes with
// its own command; until it is there the offer opens the choice of a model.
import * as vscode from "vscode";
import type { OpenFile, OpenFiles } from "../client/openFiles";
import { Disposables } from "../disposables";
import { COMMANDS } from "../ids";
import { isBadlyKnown } from "./words";

const MEMORY_KEY = "offered";
/** Contributed by the trainer, when it is there. */
const TRAIN_COMMAND = "sparseDiff.trainOnFile";
/** A few bytes say little about a text. */
const FEWEST_PREDICTIONS = 64;

export class Offer implements vscode.Disposable {
  private readonly disposables = new Disposables();

  constructor(
    private readonly memory: vscode.Memento,
    private readonly files: OpenFiles,
  ) {
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
    const offered = this.memory.get<readonly string[]>(MEMORY_KEY, []);
    if (offered.includes(uri)) return;
    void this.memory.update(MEMORY_KEY, [...offered, uri]);
    void make();
  }
}

function isDue({ phase, status }: OpenFile): boolean {
  if (phase.kind !== "ready" || status?.percent !== 100) return false;
  return status.predictions >= FEWEST_PREDICTIONS && isBadlyKnown(status);
}

async function make(): Promise<void> {
  const canTrain = (await vscode.commands.getCommands(true)).includes(TRAIN_COMMAND);
  const question = canTrain
    ? "This model does not know this text; train one on it?"
    : "This model does not know this text; load another?";
  const action = canTrain ? "Train on This File" : "Load Model";
  const answer = await vscode.window.showInformationMessage(question, action, "Not Now");
  if (answer !== action) return;
  await vscode.commands.executeCommand(canTrain ? TRAIN_COMMAND : COMMANDS.loadModel);
}
