// Requests whose answers charts wait for: one at a time, known by a key, asked again only when the key changes. The one
// for a whole file, norms by lag and the scale of attributions, is here; it serves the sidebar's curves and the colours
// on the file scale.
import * as vscode from "vscode";
import { type FileProfile, profileRequest } from "../../server/protocol/wire/charts";
import type { Fed } from "../../server/protocol/wire/page";
import { isQuiet, sentenceOf } from "../state/failures";
import { Disposables } from "../state/lifetime";
import type { Config } from "./config";
import type { OpenFiles } from "./openFiles";
import type { ServerConnection, ServerProcess } from "./serverProcess";

const PAUSE_MS = 120;
/** Retry delay if the file is still being read or something more urgent came first. */
const AGAIN_MS = 1000;

type Ask<T> = (client: ServerConnection, token: vscode.CancellationToken) => Promise<T | undefined>;

export class Feed<T> implements vscode.Disposable {
  private key = "";
  private fed: Fed<T> = { kind: "waiting" };
  private timer: NodeJS.Timeout | undefined;
  private running: vscode.CancellationTokenSource | undefined;

  /** @param changed called when there is an answer, or a reason why there is none */
  constructor(
    private readonly server: ServerProcess,
    private readonly changed: () => void,
  ) {}

  /** What is known under this key. */
  of(key: string): Fed<T> {
    return key === this.key ? this.fed : { kind: "waiting" };
  }

  /** Requests the answer for this key in place of the one before, if that has not been done. */
  want(key: string, ask: Ask<T>): void {
    if (key === this.key) return;
    this.stop();
    this.key = key;
    this.fed = { kind: "waiting" };
    this.later(PAUSE_MS, ask);
  }

  /** Nobody is looking any more. */
  stop(): void {
    clearTimeout(this.timer);
    this.running?.cancel();
    this.running = undefined;
    this.key = "";
  }

  dispose(): void {
    this.stop();
  }

  private later(wait: number, ask: Ask<T>): void {
    this.timer = setTimeout(() => void this.run(ask), wait);
  }

  private async run(ask: Ask<T>): Promise<void> {
    const { key } = this;
    const { client } = this.server;
    const source = new vscode.CancellationTokenSource();
    this.running = source;
    try {
      const value = client && (await ask(client, source.token));
      if (this.key !== key) return;
      if (value === undefined) this.later(AGAIN_MS, ask);
      else this.answered({ kind: "ready", value });
    } catch (error) {
      if (this.key !== key) return;
      if (isQuiet(error)) this.later(AGAIN_MS, ask);
      else this.answered({ kind: "none", sentence: sentenceOf(error) });
    } finally {
      source.dispose();
    }
  }

  private answered(fed: Fed<T>): void {
    this.fed = fed;
    this.changed();
  }
}

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
