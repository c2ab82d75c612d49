// What a button of a page runs: a command of ours, or one of VS Code's own where that is what helps.
import * as vscode from "vscode";
import type { ActionName } from "../../server/protocol/wire/page";
import { COMMANDS } from "../state/ids";
import type { LinkTarget } from "../state/links";

/** The walkthrough, as VS Code names it: the extension, and its id in the manifest. */
const WALKTHROUGH = "sparse-differentiation.sparse-differentiation#start";

/** @param link the place that the command is about, where it is not the caret */
export function runAction(action: ActionName, link?: LinkTarget): void {
  const { executeCommand } = vscode.commands;
  switch (action) {
    case "openFile":
      void executeCommand("workbench.action.files.openFile");
      break;
    case "firstSteps":
      void executeCommand("workbench.action.openWalkthrough", WALKTHROUGH);
      break;
    case "manageTrust":
      void executeCommand("workbench.trust.manage");
      break;
    default:
      void executeCommand(COMMANDS[action], ...(link ? [link] : []));
  }
}
