// The points of the fidelity chart: the price of sparsity at several thresholds for the trace on the screen. view.ts asks
// for them only while the chart is open.
import type * as vscode from "vscode";
import { tracesBack } from "../../../server/protocol/vocabulary/tracing";
import { type FidelityPoint, fidelityRequest } from "../../../server/protocol/wire/charts";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import type { Fed } from "../../../server/protocol/wire/page";
import { l10n } from "../../../server/protocol/words/l10n";
import { notTracedBack } from "../../../server/protocol/words/terms";
import type { Config } from "../../host/config";
import { questionOf } from "../../host/explained";
import { feedOf, type ServerFeed } from "../../host/profiles";
import type { ServerProcess } from "../../host/serverProcess";

/** Shares of ||g||^2 kept, from coarse to nearly exact. */
const THETAS = [0.5, 0.68, 0.8, 0.9, 0.95, 0.99, 0.999];

export class Fidelities implements vscode.Disposable {
  private readonly feed: ServerFeed<readonly FidelityPoint[]>;

  constructor(
    server: ServerProcess,
    private readonly config: Config,
    changed: () => void,
  ) {
    this.feed = feedOf(server, changed);
  }

  /** What is known of the trace on the screen. */
  of(document: vscode.TextDocument, result: EditorTrace): Fed<readonly FidelityPoint[]> {
    const { method } = this.config.settings;
    if (!tracesBack(method)) return { kind: "none", sentence: notTracedBack(method) };
    if (result.written)
      return {
        kind: "none",
        sentence: l10n`Measured for the bytes of the text only, not for one that the net wrote on.`,
      };
    return this.feed.of(this.question(document, result).key);
  }

  /** Requests the points of the trace on the screen, unless that has been done. */
  want(document: vscode.TextDocument, result: EditorTrace): void {
    if (!tracesBack(this.config.settings.method) || result.written) {
      this.stop();
      return;
    }
    const { key, params } = this.question(document, result);
    this.feed.want(key, async (client, token) => {
      const answer = await client.ask(fidelityRequest, params, token);
      return answer.kind === "fidelity" ? answer.points : undefined;
    });
  }

  /** Nobody is looking any more. */
  stop(): void {
    this.feed.stop();
  }

  dispose(): void {
    this.feed.dispose();
  }

  private question(document: vscode.TextDocument, result: EditorTrace) {
    return questionOf(this.config, document, result, { thetas: THETAS });
  }
}
