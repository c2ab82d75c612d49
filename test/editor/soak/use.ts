// An hour of use, one round after the other: writing, hovering, moving, layers, thresholds, pins, sheets opened and closed, models
// switched and trained. Each round ends as it began, so that nothing in it gives a reason to hold more than before.
import type { HostWorld, Watched } from "../doors";
import { eventually, statusSays } from "../painted";
import { asks, change, command, takeFirst } from "../trainSteps";

export const TEXTS = ["first.xml", "second.xml", "third.xml"] as const;
const MODELS = ["", "models/sample.bin", "models/gru.safetensors"] as const;

const LAYERS = ["surprise", "gradientNorm", "influence", "neuron", "netMinusCounting", "trace"];
const SCALES = ["file", "visible", "target"];

/** Counts what was done, for the figures. */
export class Use {
  readonly done: Record<string, number> = {};

  constructor(
    private readonly window: Watched,
    /** From 0 up to 1, replayable. */
    private readonly random: () => number,
  ) {}

  /** @param trains whether a model is trained, which takes some seconds */
  async round(trains: boolean): Promise<void> {
    const steps: (readonly [string, () => Promise<void>])[] = [
      ["write", () => this.write()],
      ["move", () => this.move()],
      ["hover", () => this.hover()],
      ["layers", () => this.settings("layer", LAYERS)],
      ["scales", () => this.settings("scale", SCALES)],
      ["threshold", () => this.settings("threshold.enabled", [true, false])],
      ["pins", () => this.pins()],
      ["model", () => this.settings("model", [this.one(MODELS), ""])],
      ["analysis", () => this.sheet("sparseDiff.analyseFile", undefined)],
      ["neuron card", () => this.sheet("sparseDiff.showNeuronCard", { neuron: this.whole(12) })],
      ["switch", () => this.open(this.one(TEXTS))],
    ];
    // Each once, in another order each time.
    for (const [name, run] of steps.sort(() => this.random() - 0.5)) await this.do(name, run);
    if (trains) await this.do("training", () => this.train());
    await this.window.editor.runCommand("Notifications: Clear All Notifications");
  }

  /** One text just opened; the processes go on. What is remembered of the texts of a round, as their analyses, goes with them. */
  async rest(): Promise<void> {
    await this.window.inHost(closeAll, 0);
    await this.open(TEXTS[0]);
    await statusSays(this.window.editor, /bits\/byte/);
  }

  private async do(name: string, run: () => Promise<void>): Promise<void> {
    await run();
    this.done[name] = (this.done[name] ?? 0) + 1;
  }

  /** As a person does: VS Code keeps a text that an extension opened for minutes after its tab is closed. */
  private async open(file: string): Promise<void> {
    await this.window.editor.open(file);
  }

  private async write(): Promise<void> {
    await this.window.inHost(writeAndUndo, this.whole(1000));
  }

  private async move(): Promise<void> {
    await this.window.inHost(
      moveCaret,
      Array.from({ length: 12 }, () => this.whole(100_000)),
    );
  }

  /** By mouse, over characters of the text, without waiting for each. */
  private async hover(): Promise<void> {
    const { page } = this.window.editor;
    const lines = page.locator(".editor-instance .view-line");
    const box = await page.locator(".editor-instance .lines-content").first().boundingBox();
    if (!box || (await lines.count()) === 0) return;
    for (let i = 0; i < 6; i++) {
      await page.mouse.move(box.x + 20 + this.whole(300), box.y + 10 + this.whole(200));
      await page.waitForTimeout(150);
    }
    await page.mouse.move(box.x + 200, 4);
  }

  private async settings(key: string, values: readonly unknown[]): Promise<void> {
    await this.window.inHost(setEach, { key, values });
  }

  private async pins(): Promise<void> {
    await this.window.inHost(pinAndClear, [this.whole(2000), this.whole(2000)]);
  }

  private async sheet(name: string, argument: unknown): Promise<void> {
    await this.open(this.one(TEXTS));
    await statusSays(this.window.editor, /bits\/byte/);
    await this.window.inHost(openSheet, { name, argument });
    await eventually(
      () => this.window.inHost(closeSheets, 0),
      (left) => left === 0,
      "a sheet does not close",
    );
  }

  private async train(): Promise<void> {
    const { editor } = this.window;
    await this.open(TEXTS[1]);
    await command(editor, "Train Model on This File");
    await asks(editor, /^Train/);
    await change(editor, "Hidden size", "16");
    await change(editor, "Epochs", "20");
    await takeFirst(editor);
    await editor.notification(/Trained Elman 16: .* in 20 epochs/);
    await this.window.inHost(async ({ vscode }) => {
      await vscode.commands.executeCommand("notifications.clearAll");
    }, 0);
  }

  private whole(below: number): number {
    return Math.floor(this.random() * below);
  }

  private one<T>(all: readonly T[]): T {
    return all[this.whole(all.length)]!;
  }
}

/** Runs in the extension host, as all below. */
async function writeAndUndo({ vscode }: HostWorld, at: number): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return;
  const place = editor.document.positionAt(at);
  editor.selection = new vscode.Selection(place, place);
  const before = editor.document.getText();
  for (const text of "<b>words</b> ") {
    await vscode.commands.executeCommand("type", { text });
    await new Promise((resume) => setTimeout(resume, 30));
  }
  for (let i = 0; i < 40 && editor.document.getText() !== before; i++)
    await vscode.commands.executeCommand("undo");
}

async function moveCaret({ vscode }: HostWorld, places: readonly number[]): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return;
  for (const at of places) {
    const place = editor.document.positionAt(at % (editor.document.getText().length + 1));
    editor.selection = new vscode.Selection(place, place);
    editor.revealRange(editor.selection);
    await new Promise((resume) => setTimeout(resume, 60));
  }
}

async function setEach(
  { vscode }: HostWorld,
  { key, values }: { key: string; values: readonly unknown[] },
): Promise<void> {
  for (const value of values) {
    await vscode.workspace
      .getConfiguration("sparseDiff")
      .update(key, value, vscode.ConfigurationTarget.Workspace);
    await new Promise((resume) => setTimeout(resume, 200));
  }
}

async function pinAndClear({ vscode }: HostWorld, places: readonly number[]): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return;
  for (const at of places) {
    const place = editor.document.positionAt(at);
    editor.selection = new vscode.Selection(place, place);
    await vscode.commands.executeCommand("sparseDiff.pin");
    await new Promise((resume) => setTimeout(resume, 100));
  }
  await vscode.commands.executeCommand("sparseDiff.clearPins");
}

async function openSheet(
  { vscode }: HostWorld,
  { name, argument }: { name: string; argument: unknown },
): Promise<void> {
  await vscode.commands.executeCommand(name, argument);
}

/** Closes every tab that is not a text; how many there are still. */
async function closeSheets({ vscode }: HostWorld): Promise<number> {
  const sheets = () =>
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => !(input instanceof vscode.TabInputText));
  await vscode.window.tabGroups.close(sheets());
  return sheets().length;
}

async function closeAll({ vscode }: HostWorld): Promise<void> {
  await vscode.workspace.saveAll(); // an unsaved text would ask first
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}
