// Requests traces. Each lane holds one request: a newer one cancels the older, and an answer for any version of the
// text but the current one is dropped.
import * as vscode from "vscode";
import { tracesBack } from "../../server/protocol/vocabulary/tracing";
import { traceWrittenRequest } from "../../server/protocol/wire/continuation";
import { type TraceSettings, traceRequest } from "../../server/protocol/wire/messages";
import { wideTraceRequest } from "../../server/protocol/wire/wideTrace";
import { l10n } from "../../server/protocol/words/l10n";
import { CannotRun, serverGone, textChanged } from "../state/cannotRun";
import { isQuiet, sentenceOf } from "../state/failures";
import { type Focus, placeOf, wideTargetOf } from "../state/focus";
import type { TraceAnswer } from "../state/onScreen";
import type { OpenFiles } from "./openFiles";
import type { ServerConnection, ServerProcess } from "./serverProcess";

/** `command` is for copying and reading, which a moving caret must not cancel. Each shown pin has its own lane. */
export type Lane = "caret" | "hover" | "command" | `pin${number}`;

export interface TraceQuestion {
  readonly document: vscode.TextDocument;
  readonly focus: Focus;
  readonly settings: TraceSettings;
  /** What is written on at the place, and which byte of that is asked about. */
  readonly written?: { readonly bytes: readonly number[]; readonly index: number };
}

export class Traces implements vscode.Disposable {
  private readonly running = new Map<Lane, vscode.CancellationTokenSource>();

  constructor(
    private readonly server: ServerProcess,
    private readonly files: OpenFiles,
  ) {}

  /** Undefined if the answer is no longer wanted, or if none can come yet. */
  async ask(
    lane: Lane,
    question: TraceQuestion,
    token?: vscode.CancellationToken,
  ): Promise<TraceAnswer | undefined> {
    this.running.get(lane)?.cancel();
    const { document } = question;
    const { client } = this.server;
    const file = this.files.get(document);
    if (!client || !file) return undefined;
    if (file.phase.kind === "failed") return file.phase;
    if (file.phase.kind === "starting") return undefined;

    const source = new vscode.CancellationTokenSource();
    const link = token?.onCancellationRequested(() => source.cancel());
    this.running.set(lane, source);
    const { version } = document;
    const uri = document.uri.toString();
    try {
      // A request that follows the mouse or caret is superseded by the next; one for a pin or a copy is not.
      const purpose = lane === "hover" || lane === "caret" ? { purpose: lane } : {};
      const about = { uri, version, ...purpose };
      const result = await sent(client, question, about, source.token);
      const isCurrent =
        result.version === document.version && !source.token.isCancellationRequested;
      return isCurrent ? result : undefined;
    } catch (error) {
      if (source.token.isCancellationRequested || isQuiet(error)) return undefined;
      if (client !== this.server.client) return undefined; // it stopped, and the status bar says so
      return { kind: "failed", sentence: sentenceOf(error) };
    } finally {
      link?.dispose();
      source.dispose();
      if (this.running.get(lane) === source) this.running.delete(lane);
    }
  }

  /** For a command, which has to say why there is no answer. @throws CannotRun */
  async forCommand(question: TraceQuestion): Promise<TraceAnswer> {
    const { client } = this.server;
    const { document } = question;
    const { version } = document;
    const answer = await this.ask("command", question);
    if (answer) return answer;
    if (document.version !== version) throw textChanged();
    if (client !== this.server.client) throw serverGone();
    throw new CannotRun(l10n`Another command asked meanwhile; try again.`);
  }

  dispose(): void {
    for (const source of this.running.values()) source.cancel();
    this.running.clear();
  }
}

/** The question as the request it is: of a byte, of one that is written on, or of what is wider. */
async function sent(
  client: ServerConnection,
  { document, focus, settings, written }: TraceQuestion,
  about: { readonly uri: string; readonly version: number; readonly purpose?: string },
  token: vscode.CancellationToken,
) {
  const place = placeOf(document, focus);
  if (written) {
    const { line, character } = place;
    const params = { ...about, ...written, place: { line, character }, settings };
    return client.ask(traceWrittenRequest, params, token);
  }
  const target = wideTargetOf(document, focus);
  if (!target) return client.ask(traceRequest, { ...about, place, settings }, token);
  return client.ask(wideTraceRequest, { ...about, target, ...wideSettings(settings) }, token);
}

/** How what is wider is traced: replacing bytes is a matter of one byte's probability. */
export function wideSettings({ depth, method }: TraceSettings) {
  return { depth, method: tracesBack(method) ? method : ("gradient" as const) };
}
