// Which files are on, and with which model: the user's choice for the file (fileChoices.ts), or else what the globs in the
// settings say, or else a bundled model (the sample's for the sample, the general one for all others). Nothing is sent
// from here. Commands that need a file's model wait for it here.
import * as vscode from "vscode";
import { l10n } from "../../server/protocol/words/l10n";
import { CannotRun, serverStopped } from "../state/cannotRun";
import { type Choice, Choices } from "../state/fileChoices";
import { Disposables } from "../state/lifetime";
import type { OpenFile } from "../state/phases";
import type { Addresses } from "./addresses";
import type { Config } from "./config";
import { isEligible } from "./editors";
import { fileAddress, resolved } from "./fileAddress";
import type { ModelStorage } from "./modelStorage";
import type { OpenFiles } from "./openFiles";
import type { ServerProcess } from "./serverProcess";

export class SwitchedOn implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly choices: Choices;
  /** Models a file is tried with until they are known to load, by address; not persisted. */
  private readonly attempts = new Map<string, string>();
  readonly sampleText: vscode.Uri;
  private readonly sampleModel: string;
  /** For every file that has no other model. */
  private readonly generalModel: string;

  constructor(
    context: vscode.ExtensionContext,
    private readonly config: Config,
    private readonly files: OpenFiles,
    private readonly storage: ModelStorage,
    addresses: Addresses,
  ) {
    this.choices = new Choices(context.workspaceState);
    const media = vscode.Uri.joinPath(context.extensionUri, "media");
    const sample = vscode.Uri.joinPath(media, "sample");
    this.sampleText = vscode.Uri.joinPath(sample, "sample.xml");
    this.sampleModel = fileAddress(vscode.Uri.joinPath(sample, "sample.bin"));
    this.generalModel = fileAddress(vscode.Uri.joinPath(media, "general", "general.safetensors"));
    const again = () => this.reconcile();
    this.disposables.add(vscode.window.onDidChangeVisibleTextEditors(again));
    this.disposables.add(vscode.workspace.onDidOpenTextDocument(again));
    this.disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(again));
    this.disposables.add(
      addresses.onDidChange((follow) => this.choices.follow(follow) && this.reconcile()),
    );
    this.disposables.add(config.onDidChangeForFiles(again));
  }

  isOn(document: vscode.TextDocument): boolean {
    if (!isEligible(document)) return false;
    const uri = document.uri.toString();
    if (this.attempts.has(uri)) return true;
    const choice = this.choices.of(uri);
    if (choice) return choice.on;
    return this.isSample(document) || this.matchesGlobs(document);
  }

  /** The model of a file. An untrusted workspace only gets bundled models and those trained here. */
  modelOf(document: vscode.TextDocument): string {
    const chosen = this.allowedChoice(document);
    if (chosen !== undefined) return chosen;
    if (this.isSample(document)) return this.sampleModel;
    return vscode.workspace.isTrusted ? this.defaultModel(document) : this.generalModel;
  }

  /** Whether a bundled model replaces the wanted one because the workspace is not trusted. */
  isHeldBack(document: vscode.TextDocument): boolean {
    if (vscode.workspace.isTrusted || this.isSample(document)) return false;
    return this.allowedChoice(document) === undefined;
  }

  /** Shows the file with this model until endAttempt, whatever its own model is. */
  attempt(document: vscode.TextDocument, modelPath: string): void {
    this.attempts.set(document.uri.toString(), modelPath);
    this.reconcile();
  }

  endAttempt(document: vscode.TextDocument): void {
    this.attempts.delete(document.uri.toString());
    this.reconcile();
  }

  async choose(document: Pick<vscode.TextDocument, "uri">, choice: Choice): Promise<void> {
    await this.chosen(this.choices.choose(document.uri.toString(), choice));
  }

  /** The model chosen for a file; undefined if it has the default. */
  rememberedModel(document: vscode.TextDocument): string | undefined {
    return this.choices.of(document.uri.toString())?.modelPath;
  }

  /** A model has moved, or is gone; if gone, its files go back to the default. */
  async replaceModel(before: string, after: string | undefined): Promise<void> {
    await this.chosen(this.choices.replaceModel(before, after));
  }

  get bundledModels(): readonly string[] {
    return [this.generalModel, this.sampleModel];
  }

  /** Makes the server's documents match which files are on. */
  reconcile(): void {
    for (const { document } of vscode.window.visibleTextEditors) {
      if (this.isOn(document)) this.files.switchOn(document, this.modelOf(document));
    }
    for (const document of vscode.workspace.textDocuments) {
      const file = this.files.get(document);
      if (!file) continue;
      if (!this.isOn(document)) this.files.switchOff(document);
      else if (file.modelPath !== this.modelOf(document)) {
        this.files.switchOn(document, this.modelOf(document));
      }
    }
  }

  isSample(document: vscode.TextDocument): boolean {
    return document.uri.toString() === this.sampleText.toString();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** A choice takes effect before it is written. */
  private async chosen(written: Thenable<void>): Promise<void> {
    this.reconcile();
    await written;
  }

  private allowedChoice(document: vscode.TextDocument): string | undefined {
    const chosen = this.attempts.get(document.uri.toString()) ?? this.rememberedModel(document);
    if (chosen === undefined || vscode.workspace.isTrusted) return chosen;
    const isOwn = this.storage.has(chosen) || this.bundledModels.includes(chosen);
    return isOwn ? chosen : undefined;
  }

  private matchesGlobs(document: vscode.TextDocument): boolean {
    const { enabledFor } = this.config.forFile(document.uri);
    return enabledFor.some((pattern) => vscode.languages.match({ pattern }, document) > 0);
  }

  private defaultModel(document: vscode.TextDocument): string {
    const { model: always, models } = this.config.forFile(document.uri);
    const mapped = Object.entries(models).find(
      ([pattern]) => vscode.languages.match({ pattern }, document) > 0,
    );
    const model = mapped?.[1] ?? always;
    if (model === "") return this.generalModel;
    const folder =
      vscode.workspace.getWorkspaceFolder(document.uri) ?? vscode.workspace.workspaceFolders?.[0];
    return resolved(folder?.uri, model);
  }
}

const READY_WITHIN_MS = 15_000;

export interface ReadyParts {
  readonly server: ServerProcess;
  readonly files: OpenFiles;
  readonly switchedOn: SwitchedOn;
}

/** Switches the document on if it is off, and waits until its model is loaded. Fails if the server has given up. */
export async function readyFile(
  parts: ReadyParts,
  document: vscode.TextDocument,
): Promise<OpenFile> {
  if (!parts.switchedOn.isOn(document)) await parts.switchedOn.choose(document, { on: true });
  else parts.switchedOn.reconcile();
  const settled = () => {
    if (parts.server.phase === "broken") throw serverStopped();
    const file = parts.files.get(document);
    if (file?.phase.kind === "failed") throw new CannotRun(file.phase.sentence);
    return file?.phase.kind === "ready" ? file : undefined;
  };
  const now = settled();
  if (now) return now;
  return new Promise((resolve, reject) => {
    const end = (run: () => void) => {
      clearTimeout(timer);
      listener.dispose();
      run();
    };
    const late = new CannotRun(l10n`The attribution server has not answered yet; see the log.`);
    const timer = setTimeout(() => end(() => reject(late)), READY_WITHIN_MS);
    const listener = parts.files.onDidChange(() => {
      try {
        const file = settled();
        if (file) end(() => resolve(file));
      } catch (error) {
        end(() => reject(error));
      }
    });
  });
}
