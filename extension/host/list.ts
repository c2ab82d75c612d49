// A quick pick whose rows may come later, that tells which row is active while the user moves through it, and that has
// buttons in its title bar. Its words are made literal as in notices.ts. What the rows mean is up to the features.
import * as vscode from "vscode";
import { Disposables } from "../state/lifetime";
import { visible } from "../state/literal";
import { row } from "./notices";

export interface ListGroup<T extends vscode.QuickPickItem> {
  readonly heading: string;
  readonly rows: readonly T[];
}

export interface ListButton {
  /** Of a codicon. */
  readonly icon: string;
  readonly tooltip: string;
  readonly run: () => unknown;
}

export interface ListOptions<T extends vscode.QuickPickItem> {
  readonly title: string;
  readonly placeholder: string;
  readonly matchOnDescription?: boolean;
  /** Undefined if cancelled. A failure closes the list and is passed on. */
  readonly rows: (
    token: vscode.CancellationToken,
  ) => Promise<readonly ListGroup<T>[] | undefined> | readonly ListGroup<T>[];
  /** Active at first, in place of the first. */
  readonly isFirst?: (row: T) => boolean;
  readonly moved?: (row: T) => void;
  readonly hasBack?: boolean;
  /** There once the rows are. */
  readonly buttons?: readonly ListButton[];
  /** Closes the list; its reason is passed on. */
  readonly signal: AbortSignal;
}

/** The chosen row; undefined if the list was closed. */
export function list<T extends vscode.QuickPickItem>(
  options: ListOptions<T>,
): Promise<T | "back" | undefined> {
  const { title, placeholder, signal, hasBack = false, buttons = [] } = options;
  const disposables = new Disposables();
  const source = disposables.add(new vscode.CancellationTokenSource());
  const pick = disposables.add(vscode.window.createQuickPick());
  /** The rows by what is shown of them. */
  const shown = new Map<vscode.QuickPickItem, T>();
  const back = hasBack ? [vscode.QuickInputButtons.Back] : [];
  const added: vscode.QuickInputButton[] = buttons.map(({ icon, tooltip }) => ({
    iconPath: new vscode.ThemeIcon(icon),
    tooltip,
  }));
  pick.title = visible(title);
  pick.placeholder = visible(placeholder);
  pick.matchOnDescription = options.matchOnDescription ?? false;
  pick.buttons = back;
  pick.busy = true;

  const fill = (groups: readonly ListGroup<T>[]) => {
    const items = groups.flatMap(({ heading, rows }) => {
      const literal = rows.map((each) => row<vscode.QuickPickItem>(each));
      for (const [i, item] of literal.entries()) shown.set(item, rows[i] as T);
      const separator = { label: heading, kind: vscode.QuickPickItemKind.Separator };
      return [row<vscode.QuickPickItem>(separator), ...literal];
    });
    pick.items = items;
    const first = [...shown].find(([, each]) => options.isFirst?.(each));
    if (first) pick.activeItems = [first[0]];
    pick.buttons = [...back, ...added];
    pick.busy = false;
    // VS Code does not always tell which row is active at first.
    const active = first?.[1] ?? shown.values().next().value;
    if (active) options.moved?.(active);
  };

  return new Promise((resolve, reject) => {
    let isOver = false;
    const end = (settle: () => void) => {
      if (isOver) return;
      isOver = true;
      source.cancel();
      signal.removeEventListener("abort", aborted);
      disposables.dispose();
      settle();
    };
    const aborted = () => end(() => reject(signal.reason));
    signal.addEventListener("abort", aborted);
    disposables.add(pick.onDidHide(() => end(() => resolve(undefined))));
    disposables.add(
      pick.onDidChangeActive(([active]) => {
        const moved = active && shown.get(active);
        if (moved) options.moved?.(moved);
      }),
    );
    disposables.add(
      pick.onDidAccept(() => {
        const chosen = pick.activeItems[0] && shown.get(pick.activeItems[0]);
        if (chosen) end(() => resolve(chosen));
      }),
    );
    disposables.add(
      pick.onDidTriggerButton((button) => {
        if (button === vscode.QuickInputButtons.Back) end(() => resolve("back"));
        else buttons[added.indexOf(button)]?.run();
      }),
    );
    const load = async () => {
      const groups = await options.rows(source.token);
      if (isOver) return;
      if (groups) fill(groups);
      else end(() => resolve(undefined));
    };
    pick.show();
    if (signal.aborted) aborted();
    else load().catch((error: unknown) => end(() => reject(error)));
  });
}
