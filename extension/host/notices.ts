// The only place that passes words to VS Code's notifications, quick picks, input boxes and progress. Any of them may
// contain foreign text, so all are made literal here. Callers choose the words and what happens next.
import * as vscode from "vscode";
import { visible, withoutIcons, withoutLinks } from "../state/literal";

type Button = string | undefined;

/** A modal dialog with detail text. */
interface Modal {
  readonly detail: string;
}

export function inform(words: string, ...buttons: string[]): Promise<Button> {
  return Promise.resolve(
    vscode.window.showInformationMessage(withoutLinks(words), ...buttons.map(withoutLinks)),
  );
}

export function warn(words: string, ...buttons: string[]): Promise<Button> {
  return Promise.resolve(
    vscode.window.showWarningMessage(withoutLinks(words), ...buttons.map(withoutLinks)),
  );
}

export function alarm(words: string, ...buttons: string[]): Promise<Button> {
  return Promise.resolve(
    vscode.window.showErrorMessage(withoutLinks(words), ...buttons.map(withoutLinks)),
  );
}

export function informModal(words: string, { detail }: Modal): Promise<Button> {
  const options = { modal: true, detail: withoutLinks(detail) };
  return Promise.resolve(vscode.window.showInformationMessage(withoutLinks(words), options));
}

export function warnModal(words: string, { detail }: Modal, button: string): Promise<Button> {
  const options = { modal: true, detail: withoutLinks(detail) };
  return Promise.resolve(vscode.window.showWarningMessage(withoutLinks(words), options, button));
}

/** In the status bar, for a few seconds. */
export function mention(words: string): void {
  vscode.window.setStatusBarMessage(withoutIcons(words), 4000);
}

export interface ProgressStep {
  readonly message: string;
  /** Percent since the previous step. */
  readonly increment: number;
}

/** A notification with a cancel button. */
export function withProgress<T>(
  title: string,
  run: (report: (step: ProgressStep) => void, token: vscode.CancellationToken) => Promise<T>,
): Promise<T> {
  const location = vscode.ProgressLocation.Notification;
  const options = { location, title: withoutLinks(title), cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, (progress, token) =>
      run((step) => progress.report({ ...step, message: withoutLinks(step.message) }), token),
    ),
  );
}

/** What reports a fraction done as a percentage, whenever that is a whole percent more. */
export function inPercent(report: (step: ProgressStep) => void): (fraction: number) => void {
  let shown = -1;
  return (fraction) => {
    const percent = Math.floor(100 * fraction);
    if (percent <= shown) return;
    report({ message: `${percent}\u00a0%`, increment: percent - Math.max(0, shown) });
    shown = percent;
  };
}

/** A row whose words are made literal; icons go into `iconPath`. */
export function row<T extends vscode.QuickPickItem>(item: T): T {
  const { label, description, detail } = item;
  return {
    ...item,
    label: withoutIcons(label),
    ...(description === undefined ? {} : { description: withoutIcons(description) }),
    ...(detail === undefined ? {} : { detail: withoutIcons(detail) }),
  };
}

/** The chosen item; undefined if the user dismissed the pick. */
export async function pick<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: Omit<vscode.QuickPickOptions, "canPickMany">,
): Promise<T | undefined> {
  const rows = items.map(row);
  const picked = await vscode.window.showQuickPick(rows, headed(options));
  return picked && items[rows.indexOf(picked)];
}

export async function pickMany<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: Omit<vscode.QuickPickOptions, "canPickMany">,
): Promise<readonly T[] | undefined> {
  const rows = items.map(row);
  const picked = await vscode.window.showQuickPick(rows, { ...headed(options), canPickMany: true });
  return picked && items.filter((_, i) => picked.includes(rows[i] as T));
}

/** Makes the title and the placeholder literal. */
function headed<T extends { title?: string; placeHolder?: string }>(options: T): T {
  const { title, placeHolder } = options;
  return {
    ...options,
    ...(title === undefined ? {} : { title: visible(title) }),
    ...(placeHolder === undefined ? {} : { placeHolder: visible(placeHolder) }),
  };
}

interface Question extends Omit<vscode.InputBoxOptions, "validateInput"> {
  /** What is wrong with the text; undefined if nothing is. */
  readonly validateInput: (text: string) => string | undefined;
}

export function ask({ validateInput, ...options }: Question): Promise<string | undefined> {
  const { prompt } = options;
  const problem = (text: string) => {
    const words = validateInput(text);
    return words === undefined ? undefined : withoutIcons(withoutLinks(words));
  };
  return Promise.resolve(
    vscode.window.showInputBox({
      ...headed(options),
      ...(prompt === undefined ? {} : { prompt: withoutLinks(prompt) }),
      validateInput: problem,
    }),
  );
}
