// Uses a window at random and holds what it shows against the same window just reloaded: a new extension host and a new server
// with the same text and settings, which know nothing of the steps before.
import assert from "node:assert/strict";
import path from "node:path";
import { openWatched, type Watched } from "../doors";
import { eventually } from "../painted";
import { attributionServers } from "../servers";
import { openSidebar } from "../sidebar";
import { caretAlone, isCaretAt, placeOf, resetSettings, save } from "./inHost";
import { difference, type Look, settledLook } from "./look";
import { FIRST_FILE, OwnFile } from "./ownFile";
import { actInHost, type Step } from "./steps";

type Parts = Parameters<typeof difference>[2];

/** The server gives up after five stops in a row. A restart on request sets the count to zero. */
const KILLS_IN_A_ROW = 4;

const root = (file: string) => ({ copyOf: path.resolve(file) });
const MODEL_FILES = {
  "models/sample.bin": root("media/sample/sample.bin"),
  "models/h20.bin": root("test/data/vectors/h20-random-bytes.bin"),
  "models/gru.safetensors": root("test/data/nets/gru.safetensors"),
  "models/lstm-two-layers.safetensors": root(
    "test/data/nets/lstm-two-layers-embedding.safetensors",
  ),
  "models/printable.safetensors": root("test/data/nets/printable.safetensors"),
  "models/missing-values.safetensors": root("test/data/nets/not-finite.safetensors"),
};
export const MODELS = Object.keys(MODEL_FILES);

const LINES =
  '<page id="7">\n  <title>Talk: the €uro</title>\n  <text>A few words, and a few more of them.</text>\n</page>\n';
/** What a case begins with. */
export const TEXTS: readonly string[] = [
  LINES.repeat(4),
  "",
  "a",
  LINES.replaceAll("\n", "\r\n").repeat(3),
  `\ufeff${LINES}`,
  "Characters: \u00fc \u20ac \u{1F600} \u6f22\u5b57 e\u0301 \u0001 \u202e end\n\n\ttab\n".repeat(3),
];

export interface Figures {
  cases: number;
  checks: number;
  kills: number;
  reloads: number;
  hovers: number;
  comparedHovers: number;
  steps: Record<string, number>;
}

export class RandomUse {
  readonly figures: Figures = {
    cases: 0,
    checks: 0,
    kills: 0,
    reloads: 0,
    hovers: 0,
    comparedHovers: 0,
    steps: {},
  };
  private killsInARow = 0;
  private readonly file: OwnFile;

  private constructor(private readonly window: Watched) {
    this.file = new OwnFile(window);
  }

  static async begin(): Promise<RandomUse> {
    const window = await openWatched({
      files: { ...MODEL_FILES, [FIRST_FILE]: "# Nothing here\n" },
      open: FIRST_FILE,
      workspaceSettings: {
        "sparseDiff.enabledFor": ["**/*.txt"],
        "editor.unusualLineTerminators": "off",
        // Otherwise a tab may be as wide as the text makes it when it is opened.
        "editor.detectIndentation": false,
        "editor.links": false,
        "merge-conflict.decorators.enabled": false,
      },
      viewport: { width: 1280, height: 1100 },
    });
    const use = new RandomUse(window);
    await openSidebar(window.editor);
    return use;
  }

  close(): Promise<void> {
    return this.window.close();
  }

  /** Returns its file. */
  picture(): Promise<string> {
    return this.window.editor.screenshot(`random-use-${this.figures.cases}`);
  }

  /** One case: a new text, the steps, and the check. */
  async holds(text: string, steps: readonly Step[], probe: number): Promise<void> {
    await this.start(text);
    for (const step of steps) {
      this.figures.steps[step.kind] = (this.figures.steps[step.kind] ?? 0) + 1;
      await this.perform(step);
    }
    await this.check(probe);
    this.figures.cases++;
  }

  private async start(text: string): Promise<void> {
    const { editor, inHost } = this.window;
    await editor.page.keyboard.press("Escape");
    if (this.killsInARow > 0) await this.restart();
    await inHost(resetSettings, 0);
    await this.file.begin(`case${this.figures.cases}-${Date.now()}`, text);
  }

  private get textEditor() {
    return this.file.textEditor;
  }

  private async restart(): Promise<void> {
    this.killsInARow = 0;
    await this.window.inHost(
      async ({ vscode }) => void (await vscode.commands.executeCommand("sparseDiff.restartServer")),
      0,
    );
  }

  private async perform(step: Step): Promise<void> {
    const { editor, inHost } = this.window;
    switch (step.kind) {
      case "hover":
        await this.hover(step.at);
        break;
      case "kill":
        if (this.killsInARow >= KILLS_IN_A_ROW) await this.restart();
        for (const server of attributionServers(editor)) {
          process.kill(server, step.signal);
          this.killsInARow++;
          this.figures.kills++;
        }
        break;
      case "reload":
        await this.reload();
        break;
      case "saveAs":
        await this.file.saveAs(`${step.name}.txt`);
        break;
      default:
        await inHost(actInHost, step);
        if (step.kind === "rename") await this.file.isRenamed(`${step.name}.txt`);
        if (step.kind === "command") await this.file.followUndo();
    }
  }

  private async check(probe: number): Promise<void> {
    const { editor, inHost } = this.window;
    const text = await inHost(
      ({ vscode }) => vscode.window.activeTextEditor?.document.getText(),
      0,
    );
    // The file would begin with a byte order mark, which VS Code takes off the text.
    if (text?.startsWith("\ufeff")) return;
    const unsaved = await this.lookAt(probe);
    await inHost(save, 0);
    const before = await settledLook(editor, this.textEditor);
    this.assertEqual(
      difference(unsaved, before, ["painted", "sidebar"]),
      "saving changed what is shown",
    );
    const said = await this.hoverText(probe);
    await this.reload();
    const again = await inHost(
      ({ vscode }) => vscode.window.activeTextEditor?.document.getText(),
      0,
    );
    // What is no character is saved as the mark for it, of the same length in UTF-8.
    assert.equal(again, Buffer.from(text ?? "").toString(), "the text is another one");
    await this.lookAt(probe);
    // VS Code takes a place behind a lone high surrogate for one within a pair and moves it; a file cannot hold one.
    const isMoved = /[\ud800-\udbff](?![\udc00-\udfff])/.test(text ?? "");
    // Half a pair has another name once it is saved.
    const isRenamed = /\p{Surrogate}/u.test(text ?? "");
    const parts: Parts = [
      "status",
      ...(isMoved ? [] : ["painted" as const]),
      ...(isRenamed ? [] : ["sidebar" as const]),
    ];
    const after = await this.equalTo(before, parts);
    this.assertEqual(
      difference(before, after, parts),
      "the window shows something else than after a reload (- before, + after)",
    );
    const saidAgain = await this.hoverText(probe);
    // On a busy machine one of them may not have come in time.
    const isSaid = said !== "" && saidAgain !== "";
    if (isSaid && !isRenamed) {
      this.figures.comparedHovers++;
      assert.equal(saidAgain, said, "the hover says something else after a reload");
    }
    this.figures.checks++;
  }

  /** With one caret at a place. The editor may put back its own carets of before a reload, a little after it is shown. */
  private lookAt(probe: number): Promise<Look> {
    const { editor, inHost } = this.window;
    const seen = async () => {
      const place = await inHost(caretAlone, probe);
      await this.atRest();
      const look = await settledLook(editor, this.textEditor);
      return { look, isThere: await inHost(isCaretAt, place) };
    };
    return eventually(seen, ({ isThere }) => isThere, `the caret does not stay at ${probe}`).then(
      ({ look }) => look,
    );
  }

  /** Something may come a little later than the window comes to rest. */
  private async equalTo(before: Look, parts: Parts): Promise<Look> {
    let after = await settledLook(this.window.editor, this.textEditor);
    for (let tries = 0; tries < 3; tries++) {
      if (difference(before, after, parts).length === 0) break;
      after = await settledLook(this.window.editor, this.textEditor);
    }
    return after;
  }

  private assertEqual(lines: readonly string[], what: string): void {
    if (lines.length > 0) throw new Error(`${what}:\n${lines.join("\n")}`);
  }

  /** No hover, no pointer in the text. */
  private async atRest(): Promise<void> {
    const { page } = this.window.editor;
    const bar = await page.locator(".part.titlebar").boundingBox();
    await page.mouse.move((bar?.x ?? 0) + (bar?.width ?? 0) * 0.2, (bar?.y ?? 0) + 4);
    await this.textEditor.focus();
    const { hoverElement } = this.textEditor;
    const leave = async () => {
      await page.keyboard.press("Escape");
      return hoverElement.isVisible();
    };
    // A hover that was still being made when the pointer left stays, and the first Escape may be for something else.
    await eventually(leave, (isVisible) => !isVisible, "the hover stays", 500);
  }

  private async hover(at: number): Promise<void> {
    this.figures.hovers++;
    const place = await this.window.inHost(placeOf, at);
    if (place) await this.textEditor.tryHover(place.line, place.column);
  }

  /** What the hover at a place says, and the window at rest again; empty where there is none. */
  private async hoverText(at: number): Promise<string> {
    const place = await this.window.inHost(placeOf, at);
    if (!place || this.isOff(await settledLook(this.window.editor, this.textEditor))) return "";
    this.figures.hovers++;
    // Some places of a line that is written from right to left cannot be hit with the mouse.
    const hover = await this.textEditor.tryHover(place.line, place.column, 5000);
    await this.atRest();
    return hover?.text ?? "";
  }

  private isOff({ status }: Look): boolean {
    return status.length === 0;
  }

  private async reload(): Promise<void> {
    this.figures.reloads++;
    await this.file.reload();
    this.killsInARow = 0;
  }
}
