// What a user sees of the extension at one moment, as plain lines that can be compared: every painted range with its style,
// the status bar's item, the sidebar. Waits until nothing changes any more.
import { setTimeout as sleep } from "node:timers/promises";
import { callDom } from "../../tools/editor-host/page/dom-script.mjs";
import { PATIENCE } from "../../tools/editor-host/patience.mjs";
import type { OpenEditor } from "../page";
import { statusItem, type TextEditor } from "../painted";

export interface Look {
  /** One line a range: place, kind, words, style. */
  readonly painted: readonly string[];
  readonly status: readonly string[];
  /** The head, then all of the page with the values of its controls. */
  readonly sidebar: readonly string[];
}

/** Milliseconds without a change, much longer than the extension waits before it asks for anything unasked. */
const QUIET_MS = 1500;
const PAUSE_MS = 150;

/** What is said while something is on its way; here the caret is always on a byte. */
const BUSY =
  /restarting|Starting the attribution server|is starting|Reading the file|is on its way|\bbeing (found|measured|computed|read|looked)|Looking for|Running the net with bytes replaced/i;

/** The look, once it has not changed for a moment and says of nothing that it is on its way. */
export async function settledLook(editor: OpenEditor, text: TextEditor): Promise<Look> {
  let last: Look | undefined;
  let words = "";
  for (let since = Date.now(), end = since + PATIENCE; ; await sleep(PAUSE_MS)) {
    const now = await lookNow(editor, text);
    const said = JSON.stringify(now);
    if (said !== words || now === undefined || BUSY.test(said)) since = Date.now();
    [last, words] = [now, said];
    if (last && Date.now() - since >= QUIET_MS) return last;
    if (Date.now() > end) throw new Error(`the window does not come to rest; last: ${words}`);
  }
}

/** Undefined while a part of it is not there. */
async function lookNow(editor: OpenEditor, text: TextEditor): Promise<Look | undefined> {
  try {
    const [decorations, item, sidebar] = await Promise.all([
      callDom(text.element, "decorationsOf", {}),
      statusItem(editor),
      editor
        .webview()
        .locator("main[data-ready]")
        .evaluate(sidebarNow, undefined, { timeout: 5000 }),
    ]);
    return {
      painted: decorations
        .map(({ kind, line, startColumn, endColumn, text: words, style }) =>
          [
            `${line}:${startColumn}-${endColumn}`,
            kind,
            JSON.stringify(words),
            JSON.stringify(style),
          ].join(" "),
        )
        .sort(),
      status: item ? [item.label, item.text, item.icons.join(), String(item.isError)] : [],
      sidebar,
    };
  } catch {
    return undefined; // the window, or the page in it, is being made
  }
}

/** Runs in the sidebar's page. */
function sidebarNow(main: Element): string[] {
  const words = (element: Element | null) =>
    (element instanceof HTMLElement ? element.innerText : "").split(/\n+/).filter(Boolean);
  const all = [...main.querySelectorAll<HTMLInputElement>("input, select")];
  const shown = all.filter((control) => control.checkVisibility());
  const controls = shown.map(
    ({ name, id, type, value, checked, disabled }) =>
      `control ${name || id} ${type === "checkbox" || type === "radio" ? checked : value} ${disabled}`,
  );
  return [...words(main.querySelector(".subject")), ...words(main), ...controls];
}

/** What one look has and the other has not; empty if they are equal. */
export function difference(before: Look, after: Look, parts: readonly (keyof Look)[]): string[] {
  return parts.flatMap((part) => {
    if (before[part].join("\n") === after[part].join("\n")) return [];
    const less = without(before[part], after[part]).map((line) => `- ${part} ${line}`);
    const more = without(after[part], before[part]).map((line) => `+ ${part} ${line}`);
    const lines = [...less.slice(0, 12), ...more.slice(0, 12)];
    return lines.length > 0 ? lines : [`${part}: the same lines in another order`];
  });
}

function without(all: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return all.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
