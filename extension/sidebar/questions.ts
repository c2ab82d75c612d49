// The request of the fidelity chart while it is open: the price of sparsity at several thresholds for the trace on the
// screen. A folded chart sends no requests.
import type * as vscode from "vscode";
import { notTracedBack } from "../../server/protocol/vocabulary/thresholds";
import { tracesBack } from "../../server/protocol/vocabulary/tracing";
import { type FidelityPoint, fidelityRequest } from "../../server/protocol/wire/charts";
import type { EditorTrace } from "../../server/protocol/wire/messages";
import type { ChartName, Fed } from "../../server/protocol/wire/sidebar";
import { Feed } from "../client/feed";
import type { ServerProcess } from "../client/serverProcess";
import type { Config } from "../config";

/** Shares of ||g||^2 kept, from coarse to nearly exact. */
const THETAS = [0.5, 0.68, 0.8, 0.9, 0.95, 0.99, 0.999];

export class Questions implements vscode.Disposable {
  private readonly fidelities: Feed<readonly FidelityPoint[]>;

  constructor(
    server: ServerProcess,
    private readonly config: Config,
    changed: () => void,
  ) {
    this.fidelities = new Feed(server, changed);
  }

  fidelity(
    open: readonly ChartName[],
    document: vscode.TextDocument | undefined,
    result: EditorTrace | undefined,
  ): Fed<readonly FidelityPoint[]> | null {
    const settings = { ...this.config.traceSettings(), threshold: null };
    if (!open.includes("fidelity") || !document || !result) {
      this.fidelities.stop();
      return null;
    }
    if (!tracesBack(settings.method)) {
      this.fidelities.stop();
      return { kind: "none", sentence: notTracedBack(settings.method) };
    }
    const { uri, version, trace } = result;
    const place = placeOfResult(document, result);
    const key = JSON.stringify([uri, version, trace.model.sha256, place, settings]);
    return this.fidelities.of(key, async (client, token) => {
      const params = { uri, version, place, explains: "of" as const, settings, thetas: THETAS };
      const answer = await client.ask(fidelityRequest, params, token);
      return answer.kind === "fidelity" ? answer.points : undefined;
    });
  }

  dispose(): void {
    this.fidelities.dispose();
  }
}

/** The place of the explained byte, whichever place was asked about. */
function placeOfResult(document: vscode.TextDocument, { target, character }: EditorTrace) {
  if (!target) {
    const { line, character: column } = document.lineAt(document.lineCount - 1).range.end;
    return { kind: "caret" as const, line, character: column };
  }
  const { line, character: column } = document.positionAt(target.utf16Start);
  const byteOfCharacter = character?.index ?? 0;
  return { kind: "character" as const, line, character: column, byteOfCharacter };
}
