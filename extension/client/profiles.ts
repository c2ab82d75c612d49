// Norms by lag and the scale of attributions over a whole file, requested once per text, model and way of tracing. Used
// for the file's curves in the sidebar and for colours on the file scale.
import * as vscode from "vscode";
import { type FileProfile, profileRequest } from "../../server/protocol/wire/charts";
import type { Fed } from "../../server/protocol/wire/sidebar";
import type { Config } from "../config";
import { Disposables } from "../disposables";
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

  of(document: vscode.TextDocument): Fed<FileProfile> {
    const file = this.files.get(document);
    if (file?.phase.kind !== "ready") return { kind: "waiting" };
    const { depth, method, objective } = this.config.settings;
    const settings = { depth, method, objective, target: "true" as const, threshold: null };
    const uri = document.uri.toString();
    const { version } = document;
    const key = JSON.stringify([uri, version, file.phase.model.sha256, settings]);
    return this.feed.of(key, async (client, token) => {
      const params = { uri, version, settings, positions: POSITIONS };
      const answer = await client.ask(profileRequest, params, token);
      return answer.kind === "profile" ? answer : undefined;
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
