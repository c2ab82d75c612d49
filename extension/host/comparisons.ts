// Which open texts are compared, and with what: begun and ended here, and forgotten with the text's model or the server. What a
// comparison finds in sum is asked once for each version of a text, for whoever shows it.
import * as vscode from "vscode";
import {
  type Comparison,
  compareRequest,
  comparisonRequest,
  type OtherSide,
  stopComparingRequest,
} from "../../server/protocol/wire/comparison";
import type { ComparisonJson } from "../../server/protocol/wire/comparisonJson";
import type { ModelSummary } from "../../server/protocol/wire/messages";
import type { SideNames } from "../../server/protocol/words/comparison";
import { l10n } from "../../server/protocol/words/l10n";
import { Disposables } from "../state/lifetime";
import { askFor } from "./asking";
import type { OpenFiles } from "./openFiles";
import { feedOf, type ServerFeed } from "./profiles";
import type { ServerProcess } from "./serverProcess";

export interface Compared {
  /** Another one for each comparison. */
  readonly id: number;
  /** What the sides are called. */
  readonly names: SideNames;
  /** Of the two sides. */
  readonly here: ModelSummary;
  readonly there: ModelSummary;
}

export class Comparisons implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly compared = new Map<vscode.TextDocument, Compared>();
  private readonly feed: ServerFeed<ComparisonJson>;
  private begun = 0;
  /** Fires when a comparison begins or ends, and when its sum is there. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly server: ServerProcess,
    private readonly files: OpenFiles,
  ) {
    this.feed = this.disposables.add(feedOf(server, () => this.changed.fire()));
    this.disposables.add(files.onDidChange(() => this.forgetEnded()));
  }

  of(document: vscode.TextDocument): Compared | undefined {
    return this.compared.get(document);
  }

  /** In place of any before it; undefined if cancelled. @throws CannotRun */
  async begin(
    document: vscode.TextDocument,
    side: OtherSide,
    token: vscode.CancellationToken,
  ): Promise<Compared | undefined> {
    const uri = document.uri.toString();
    const answer = await askFor(this.server, compareRequest, { uri, with: side }, token);
    const phase = this.files.get(document)?.phase;
    if (!answer || phase?.kind !== "ready") return undefined;
    const here = phase.model;
    const own = side.kind === "model" ? here.name : l10n`the text`;
    const names = { here: own, there: answer.name };
    const compared = { id: ++this.begun, names, here, there: answer.model };
    this.compared.set(document, compared);
    this.changed.fire();
    return compared;
  }

  /** Returns false if nothing was compared. */
  async stop(document: vscode.TextDocument): Promise<boolean> {
    if (!this.compared.delete(document)) return false;
    this.changed.fire();
    await askFor(this.server, stopComparingRequest, { uri: document.uri.toString() });
    return true;
  }

  /** The sum of the text as it is now; undefined while it is on its way. It is asked for if it has not been. */
  sumOf(document: vscode.TextDocument): ComparisonJson | undefined {
    const compared = this.compared.get(document);
    if (!compared) return undefined;
    const params = { uri: document.uri.toString(), version: document.version };
    const key = JSON.stringify([compared.id, params]);
    this.feed.want(key, async (client, token) => {
      const answer = await client.ask(comparisonRequest, params, token);
      return answer.kind === "comparison" ? answer.found : undefined;
    });
    const fed = this.feed.of(key);
    return fed.kind === "ready" ? fed.value : undefined;
  }

  /** The sum, once both sides are read; told how far they are. Undefined if cancelled. @throws CannotRun */
  async whole(
    document: vscode.TextDocument,
    tell: (fraction: number) => void,
    token: vscode.CancellationToken,
  ): Promise<Comparison | undefined> {
    const { id } = this.compared.get(document) ?? {};
    while (!token.isCancellationRequested && this.compared.get(document)?.id === id) {
      const params = { uri: document.uri.toString(), version: document.version };
      const answer = await askFor(this.server, comparisonRequest, params, token);
      if (answer?.kind === "comparison") return answer;
      if (answer) tell(answer.percent / 100);
      await new Promise((resume) => setTimeout(resume, LOOK_MS));
    }
    return undefined;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** A comparison ends with the model that it began with; a new server knows of none. */
  private forgetEnded(): void {
    let isAny = false;
    for (const [document, { here }] of this.compared) {
      const phase = this.files.get(document)?.phase;
      if (phase?.kind === "ready" && phase.model.sha256 === here.sha256) continue;
      this.compared.delete(document);
      isAny = true;
    }
    if (isAny) this.changed.fire();
  }
}

const LOOK_MS = 150;
