// Requests to the server whose answers charts wait for (state/feed.ts). The one for a whole file, norms by lag and the scale
// of attributions, is here; it serves the sidebar's curves and the colours on the file scale.
import * as vscode from "vscode";
import { type FileProfile, profileRequest } from "../../server/protocol/wire/charts";
import type { Fed } from "../../server/protocol/wire/page";
import { Feed } from "../state/feed";
import { Disposables } from "../state/lifetime";
import type { Config } from "./config";
import type { OpenFiles } from "./openFiles";
import type { ServerConnection, ServerProcess } from "./serverProcess";

/** A feed whose answers are the server's. */
export type ServerFeed<T> = Feed<T, ServerConnection>;

/** @param changed called when there is an answer, or a reason why there is none */
export function feedOf<T>(server: ServerProcess, changed: () => void): ServerFeed<T> {
  const newSource = () => new vscode.CancellationTokenSource();
  return new Feed({ client: () => server.client, newSource }, changed);
}

/** Enough for quantiles; a shorter text uses every position. */
const POSITIONS = 1024;

export class Profiles implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly feed: ServerFeed<FileProfile>;
  readonly onDidChange = this.changed.event;

  constructor(
    server: ServerProcess,
    private readonly files: OpenFiles,
    private readonly config: Config,
  ) {
    this.feed = this.disposables.add(feedOf(server, () => this.changed.fire()));
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
