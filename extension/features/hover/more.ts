// What other features say of what is hovered, as one hover: each says a line or nothing.
import * as vscode from "vscode";
import type { Focus } from "../../state/focus";

/** @param hovered what is explained, and whether the hover is the whole answer */
export type More = (
  document: vscode.TextDocument,
  hovered: { readonly focus: Focus; readonly isWhole: boolean },
  token: vscode.CancellationToken,
) => Promise<vscode.Hover | undefined>;

type Saying = (
  document: vscode.TextDocument,
  focus: Focus,
  token: vscode.CancellationToken,
) => Promise<vscode.Hover | undefined>;

/** @param always said in every hover @param whole only in the whole answer, below the others */
export function allOf(always: readonly Saying[], whole: readonly Saying[]): More {
  return async (document, { focus, isWhole }, token) => {
    const sayings = isWhole ? [...always, ...whole] : always;
    const hovers = await Promise.all(sayings.map((say) => say(document, focus, token)));
    const contents = hovers.flatMap((hover) => hover?.contents ?? []);
    return contents.length > 0 ? new vscode.Hover(contents) : undefined;
  };
}
