// What the commands work with, and the two things most of them need first: the document, and whether it is on.
import * as vscode from "vscode";
import { CannotRun } from "../cannotRun";
import type { Addresses } from "../client/addresses";
import { isEligible } from "../client/eligible";
import type { OpenFile, OpenFiles } from "../client/openFiles";
import type { ServerProcess } from "../client/serverProcess";
import { serverStopped } from "../client/stopped";
import type { SwitchedOn } from "../client/switchedOn";
import type { Traces } from "../client/traces";
import type { Config } from "../config";
import type { TraceView } from "../decorations/traceView";
import type { LinkTarget } from "../hover/content";
import type { TraceHover } from "../hover/provider";
import type { CommandId } from "../ids";
import type { ModelStorage } from "../models/storage";
import type { Pins } from "../pins/pins";
import type { TrainingRuns } from "../training/runs";

export { CannotRun };

export interface CommandParts {
  readonly server: ServerProcess;
  readonly files: OpenFiles;
  readonly addresses: Addresses;
  readonly traces: Traces;
  readonly switchedOn: SwitchedOn;
  readonly view: TraceView;
  readonly pins: Pins;
  readonly hover: TraceHover;
  readonly config: Config;
  readonly training: TrainingRuns;
  readonly storage: ModelStorage;
  readonly log: vscode.LogOutputChannel;
}

export type Commands = Partial<Record<CommandId, (argument?: unknown) => unknown>>;

export function eligibleEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new CannotRun("No text editor is active: open a file first.");
  if (isEligible(editor.document)) return editor;
  throw new CannotRun("Only files and untitled texts can be explained, not this pane.");
}

const READY_WITHIN_MS = 15_000;

/** Switches the document on if it is off, and waits until its model is loaded. Fails if the server has given up. */
export async function readyFile(
  parts: CommandParts,
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
    const late = new CannotRun("The attribution server has not answered yet; see the log.");
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

/** The argument of a hover's link; undefined if the command was run another way. */
export function linkTarget(argument: unknown): LinkTarget | undefined {
  const link = argument as Partial<LinkTarget> | undefined;
  const isLink =
    typeof link?.uri === "string" &&
    typeof link.utf16 === "number" &&
    typeof link.byteOfCharacter === "number";
  return isLink ? (link as LinkTarget) : undefined;
}

export function editorOf(link: LinkTarget | undefined): vscode.TextEditor {
  if (!link) return eligibleEditor();
  const editor = vscode.window.visibleTextEditors.find(
    (e) => e.document.uri.toString() === link.uri,
  );
  if (!editor) throw new CannotRun("The text this link belongs to is no longer on the screen.");
  return editor;
}
