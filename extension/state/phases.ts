// The state of the server process and of a switched-on file, as told by host/, and the sentences that follow from it.
import type * as vscode from "vscode";
import type { DiskNote, DocumentStatus, ModelSummary } from "../../server/protocol/wire/messages";
import type { NetSummary } from "../../server/protocol/wire/net";
import { l10n } from "../../server/protocol/words/l10n";

/** `broken`: it kept stopping and waits for the user; `restarting` includes the wait before the restart. */
export type ServerPhase = "idle" | "starting" | "running" | "restarting" | "broken";

export type FilePhase =
  | { readonly kind: "starting" }
  | { readonly kind: "ready"; readonly model: ModelSummary; readonly diskNote: DiskNote }
  | {
      readonly kind: "failed";
      readonly sentence: string;
      readonly isModelMissing?: boolean;
      /** The prefixes of the nets, if the model file holds several. */
      readonly nets?: readonly string[];
    };

export interface OpenFile {
  readonly document: vscode.TextDocument;
  readonly modelPath: string;
  readonly phase: FilePhase;
  readonly status: DocumentStatus | null;
}

/** Of the model that a file is explained with; null until it is loaded. */
export function netOf(
  file: { readonly phase: FilePhase | undefined } | undefined,
): NetSummary | null {
  return file?.phase?.kind === "ready" ? file.phase.model.net : null;
}

/** Why a server that is not running has no answer yet. */
export function serverSentence(server: ServerPhase): string {
  if (server === "broken")
    return l10n`The attribution server keeps stopping. See the log, then restart it.`;
  if (server === "restarting") return l10n`The attribution server stopped and is starting again.`;
  return l10n`The attribution server is starting.`;
}
