// The meaning of the extension's decorations, read back from the page: tints with their sign, outlines, added words.
// Tests wait for a state here rather than for a time.
import { eventually } from "../tools/editor-host/patience.mjs";
import type { Decoration, OpenEditor } from "./page";

export { eventually };

export type TextEditor = ReturnType<OpenEditor["editor"]>;

export interface Tinted {
  readonly line: number;
  readonly startColumn: number;
  readonly endColumn: number;
  readonly text: string;
  readonly sign: 1 | -1;
  readonly borderStyle: string;
}

export interface Painted {
  readonly tints: readonly Tinted[];
  /** Line and column of the explained character. */
  readonly target: { line: number; startColumn: number; text: string } | undefined;
  /** All characters that are explained together. */
  readonly targets: readonly { line: number; startColumn: number; text: string }[];
  readonly pins: readonly { line: number; startColumn: number; text: string }[];
  /** The characters that the prediction rests on. */
  readonly causes: readonly { line: number; startColumn: number; isDecisive: boolean }[];
  /** Line-end markers. */
  readonly lineEnds: readonly { line: number; sign: 1 | -1 | 0; isTarget: boolean }[];
  /** The dim prediction. */
  readonly prediction: string | undefined;
}

export async function painted(editor: TextEditor): Promise<Painted> {
  const all = await editor.decorations();
  const boxes = all.filter((d) => d.kind === "box");
  const outlines = boxes.filter((d) => isClear(d));
  const targets = outlines.filter((d) => /^solid/.test(d.style.borderStyle ?? ""));
  const added = all.filter((d) => d.kind === "after");
  return {
    tints: boxes.filter((d) => !isClear(d)).map(tinted),
    target: targets[0],
    targets,
    pins: outlines.filter((d) => /^dotted/.test(d.style.borderStyle ?? "")),
    causes: all.filter(isCause).map(({ line, startColumn, style }) => ({
      line,
      startColumn,
      isDecisive: style.outlineWidth === "2px",
    })),
    lineEnds: added
      .filter((d) => d.text.includes("\u21b5"))
      .map((d) => ({
        line: d.line,
        sign: isClear(d) ? 0 : signOf(d),
        isTarget: isClear(d) && !isRound(d),
      })),
    prediction: added.find((d) => d.text.includes("\u27f6"))?.text,
  };
}

/** Waits until this character is outlined as the target. */
export function targetAt(editor: TextEditor, line: number, column: number): Promise<Painted> {
  return eventually(
    () => painted(editor),
    ({ target }) => target?.line === line && target.startColumn === column,
    `the target is not ${line}:${column}`,
  );
}

/** Hovers again until the hover says this, because a setting takes a moment after it is written. */
export function hoverSays(editor: TextEditor, line: number, column: number, words: RegExp) {
  return eventually(
    async () => (await editor.hoverAt(line, column)).text,
    (text) => words.test(text),
    `the hover does not say ${words}`,
  );
}

const STATUS = '.part.statusbar .statusbar-item[id$="sparseDiff.status"]:visible';

/** The extension's status bar item, read in one go; undefined while it is hidden. */
export async function statusItem(editor: OpenEditor) {
  const found = await editor.page.locator(STATUS).evaluateAll((items) =>
    items.map((item) => ({
      text: item.textContent ?? "",
      label: item.getAttribute("aria-label") ?? "",
      icons: [...item.querySelectorAll(".codicon")].map((icon) => icon.className),
      isError: item.classList.contains("error-kind"),
    })),
  );
  return found[0];
}

/** Whether the item shows this VS Code icon. */
export function hasIcon(item: Awaited<ReturnType<typeof statusItem>>, name: string): boolean {
  return item?.icons.some((classes) => classes.split(" ").includes(`codicon-${name}`)) ?? false;
}

export async function hoverStatus(editor: OpenEditor): Promise<void> {
  await editor.page.locator(STATUS).first().hover();
}

export function statusSays(editor: OpenEditor, words: RegExp) {
  return eventually(
    async () => (await statusItem(editor))?.label ?? "",
    (label) => words.test(label),
    `the status bar does not say ${words}`,
  );
}

function tinted(d: Decoration): Tinted {
  const { line, startColumn, endColumn, text } = d;
  const borderStyle = d.style.borderStyle ?? "";
  return { line, startColumn, endColumn, text, sign: signOf(d) || 1, borderStyle };
}

/** Outlined in front of the text, with round corners. */
function isCause(d: Decoration): boolean {
  return d.kind === "text" && d.style.outlineStyle === "solid" && isRound(d);
}

function isRound({ style }: Decoration): boolean {
  return style.borderRadius !== "0px";
}

function isClear(d: Decoration): boolean {
  return /^(transparent|rgba\(0, 0, 0, 0\)|)$/.test(d.style.backgroundColor ?? "");
}

/** Blue raises, orange lowers. */
function signOf(d: Decoration): 1 | -1 | 0 {
  const [red = 0, , blue = 0] = (d.style.backgroundColor ?? "").match(/[\d.]+/g)?.map(Number) ?? [];
  return blue > red ? 1 : red > blue ? -1 : 0;
}
