// The settings as one snapshot that is replaced as a whole when the configuration changes. A bad value
// is told once, in one sentence, and its default stands in.
import * as vscode from "vscode";
import type { TraceSettings } from "../server/protocol/messages";
import { Disposables } from "./disposables";
import { SECTION, type SettingKey } from "./ids";
import { parseSettings, type Settings, thresholdOf } from "./settings";

export class Config implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<Settings>());
  private readonly told = new Set<string>();
  /** Values that are shown before they are written. */
  private readonly previews = new Map<SettingKey, unknown>();
  readonly onDidChange = this.changed.event;
  private snapshot: Settings;

  constructor() {
    this.snapshot = this.read();
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SECTION)) this.readAgain();
      }),
    );
  }

  get settings(): Settings {
    return this.snapshot;
  }

  /** What a trace is asked with. In display scope the threshold stays on this side of the wire. */
  traceSettings(): TraceSettings {
    const { depth, method, objective, target, against } = this.snapshot;
    const threshold = thresholdOf(this.snapshot);
    return {
      depth,
      method,
      objective,
      target,
      ...(against === null ? {} : { against }),
      threshold: threshold?.scope === "tracing" ? threshold : null,
    };
  }

  /** Holds at once, for a control that is still being moved; update() writes it and ends the preview. */
  preview(key: SettingKey, value: unknown): void {
    this.previews.set(key, value);
    this.readAgain();
  }

  /** Writes where the value already lives, so that a workspace's own choice is changed in place. */
  async update(key: SettingKey, value: unknown): Promise<void> {
    const configuration = vscode.workspace.getConfiguration(SECTION);
    const at = configuration.inspect(key);
    const target =
      at?.workspaceFolderValue !== undefined
        ? vscode.ConfigurationTarget.WorkspaceFolder
        : at?.workspaceValue !== undefined
          ? vscode.ConfigurationTarget.Workspace
          : vscode.ConfigurationTarget.Global;
    const preview = this.previews.get(key);
    try {
      await configuration.update(key, value, target);
    } finally {
      if (this.previews.has(key) && this.previews.get(key) === preview) {
        this.previews.delete(key);
        this.readAgain();
      }
    }
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private readAgain(): void {
    this.snapshot = this.read();
    this.changed.fire(this.snapshot);
  }

  private read(): Settings {
    const configuration = vscode.workspace.getConfiguration(SECTION);
    const { settings, problems } = parseSettings((key) =>
      this.previews.has(key) ? this.previews.get(key) : configuration.get(key),
    );
    for (const problem of problems) {
      if (this.told.has(problem)) continue;
      this.told.add(problem);
      void this.tell(problem);
    }
    return settings;
  }

  private async tell(problem: string): Promise<void> {
    const open = "Open Settings";
    if ((await vscode.window.showWarningMessage(problem, open)) === open) {
      await vscode.commands.executeCommand("workbench.action.openSettings", SECTION);
    }
  }
}
