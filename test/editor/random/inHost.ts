// What random use does in the extension host, with VS Code's own API. Each function is sent there as its text, so that none can
// call another or name anything of this file.
import type { HostWorld } from "../doors";

/** The settings of the case before are gone. */
export async function resetSettings({ vscode }: HostWorld): Promise<void> {
  const all = vscode.workspace.getConfiguration("sparseDiff");
  const { packageJSON } = vscode.extensions.getExtension(
    "sparse-differentiation.sparse-differentiation",
  )!;
  for (const name of Object.keys(packageJSON.contributes.configuration.properties)) {
    const key = name.replace("sparseDiff.", "");
    const set = all.inspect(key);
    if (key === "enabledFor") continue;
    if (set?.workspaceValue !== undefined)
      await all.update(key, undefined, vscode.ConfigurationTarget.Workspace);
    if (set?.globalValue !== undefined)
      await all.update(key, undefined, vscode.ConfigurationTarget.Global);
  }
}

export async function openOnly({ vscode }: HostWorld, file: string): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  await vscode.commands.executeCommand("notifications.clearAll");
  await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false });
}

/** Empty if no text has the focus. */
export function openPath({ vscode }: HostWorld): string {
  return vscode.window.activeTextEditor?.document.uri.fsPath ?? "";
}

export interface Place {
  readonly line: number;
  readonly character: number;
}

/** One caret, at the same place in the same text; returns that place. */
export function caretAlone({ vscode }: HostWorld, at: number): Place {
  const editor = vscode.window.activeTextEditor!;
  const text = editor.document.getText();
  let offset = at % (text.length + 1);
  // Behind a high surrogate no caret stays, not even if it is alone.
  while (/[\ud800-\udbff]/.test(text[offset - 1] ?? "")) offset--;
  const place = editor.document.positionAt(offset);
  editor.selection = new vscode.Selection(place, place);
  editor.revealRange(new vscode.Range(0, 0, 0, 0), vscode.TextEditorRevealType.AtTop);
  return { line: place.line, character: place.character };
}

export function isCaretAt({ vscode }: HostWorld, { line, character }: Place): boolean {
  const { selections } = vscode.window.activeTextEditor!;
  const place = new vscode.Position(line, character);
  return selections.length === 1 && new vscode.Selection(place, place).isEqual(selections[0]!);
}

export async function save({ vscode }: HostWorld): Promise<void> {
  const saved = await vscode.window.activeTextEditor?.document.save();
  if (saved === false) throw new Error("the text is not saved");
}

/** A character on the screen; null if the text is empty. */
export function placeOf(
  { vscode }: HostWorld,
  at: number,
): { line: number; column: number } | null {
  const editor = vscode.window.activeTextEditor!;
  const { document, visibleRanges } = editor;
  const end = visibleRanges[0] ? document.offsetAt(visibleRanges[0].end) : 0;
  const place = document.positionAt((at * 7) % Math.max(1, end));
  const { range, text } = document.lineAt(place.line);
  return text === "" || range.end.isEqual(place)
    ? null
    : { line: place.line + 1, column: place.character + 1 };
}
