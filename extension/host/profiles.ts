// Norms by lag and the scale of attributions over a whole file, requested once per text, model and way of tracing. Used
// for the file's curves in the sidebar and for colours on the file scale.
import * as vscode from "vscode";
import { type FileProfile, profileRequest } from "../../server/protocol/wire/charts";
import type { Fed } from "../../server/protocol/wire/sidebar";
import { Disposables } from "../state/lifetime";
import type { Config } from "./config";
import { Feed } from "./feed";
import type { OpenFiles } from "./openFiles";
import type { ServerProcess } from "./serverProcess";

/** Enough for quantiles; a shorter text uses every position. */
const POSITIONS = 1024;

export class Profiles implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly feed: Feed<FileProfile>;
  readonly onDidChange = this.changed.event;

  constructor(
    server: ServerProcess,
    private readonly files: OpenFiles,
    private readonly config: Config,
  ) {
    this.feed = this.disposables.add(new Feed(server, () => this.changed.fire()));
  }

  /** What is known of the file as it is now. */
  of(document: vscode.TextDocument): Fed<FileProfile> {
    const question = this.question(document);
    return question ? this.feed.of(question.key) : { kind: "waiting" };
  }

  /** Requests the profile of the file as it is now, unless that has been done or its model is not there yet. */
  want(document: vscode.TextDocument): void {
    const question = this.question(document);
    if (!question) return;
    this.feed.want(question.key, async (client, token) => {
      const answer = await client.ask(profileRequest, question.params, token);
      return answer.kind === "profile" ? answer : undefined;
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private question(document: vscode.TextDocument) {
    const phase = this.files.get(document)?.phase;
    if (phase?.kind !== "ready") return undefined;
    const { depth, method, objective } = this.config.settings;
    const settings = { depth, method, objective, target: "true" as const, threshold: null };
    const { version } = document;
    const params = { uri: document.uri.toString(), version, settings, positions: POSITIONS };
    return { params, key: JSON.stringify([params, phase.model.sha256]) };
  }
}
