// The settings as one snapshot that is replaced as a whole when the configuration changes. Settings that a folder can
// override are read per file. A bad value is reported once, in one sentence, and its default is used.
import * as vscode from "vscode";
import type { FileSettings, SettingKey, Settings } from "../../server/protocol/vocabulary/settings";
import type { TraceSettings } from "../../server/protocol/wire/messages";
import { l10n } from "../../server/protocol/words/l10n";
import { KEYS, SECTION } from "../state/ids";
import { Disposables } from "../state/lifetime";
import { parseSettings, thresholdOf } from "../state/settings";
import { warn } from "./notices";

/** A value that takes effect before it is written. Each is a new object, so that a later one can be told apart. */
export interface Preview {
  readonly value: unknown;
}

const OF_FILES = [KEYS.model, KEYS.models, KEYS.enabledFor];

export class Config implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<Settings>());
  private readonly filesChanged = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly told = new Set<string>();
  /** Values that take effect before they are written. */
  private readonly previews = new Map<SettingKey, Preview>();
  readonly onDidChange = this.changed.event;
  /** Fires when forFile may give another answer. */
  readonly onDidChangeForFiles = this.filesChanged.event;
  private snapshot: Settings;
  /** By workspace folder. Read once, because every read copies the whole configuration. */
  private readonly byFolder = new Map<string, FileSettings>();

  constructor() {
    this.snapshot = this.read();
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SECTION)) this.readAgain();
        if (OF_FILES.some((key) => event.affectsConfiguration(`${SECTION}.${key}`)))
          this.forgetFolders();
      }),
    );
    this.disposables.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.forgetFolders()));
  }

  get settings(): Settings {
    return this.snapshot;
  }

  forFile(uri: vscode.Uri): FileSettings {
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri;
    const key = String(folder ?? "");
    const known = this.byFolder.get(key);
    if (known) return known;
    const settings = this.read(folder);
    this.byFolder.set(key, settings);
    return settings;
  }

  /** The settings sent with a trace request. A threshold with display scope is not sent. */
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

  /** Takes effect at once, for a control that is still being moved, until update() has written the setting. */
  preview(key: SettingKey, value: unknown): Preview {
    const preview = { value };
    this.previews.set(key, preview);
    this.readAgain();
    return preview;
  }

  /** Whether nothing has set the value since, so that a delayed write does not undo a later choice. */
  isLatest(key: SettingKey, preview: Preview): boolean {
    return this.previews.get(key) === preview;
  }

  /** Writes to the scope that already holds the value, so that a workspace's own choice is changed in place. */
  async update(key: SettingKey, value: unknown): Promise<void> {
    const configuration = vscode.workspace.getConfiguration(SECTION);
    const at = configuration.inspect(key);
    const target =
      at?.workspaceFolderValue !== undefined
        ? vscode.ConfigurationTarget.WorkspaceFolder
        : at?.workspaceValue !== undefined
          ? vscode.ConfigurationTarget.Workspace
          : vscode.ConfigurationTarget.Global;
    const preview = this.preview(key, value);
    try {
      await configuration.update(key, value, target);
    } finally {
      if (this.isLatest(key, preview)) {
        this.previews.delete(key);
        this.readAgain();
      }
    }
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private forgetFolders(): void {
    this.byFolder.clear();
    this.filesChanged.fire();
  }

  /** Writing a value that was already previewed changes nothing, so nothing fires. */
  private readAgain(): void {
    const before = JSON.stringify(this.snapshot);
    this.snapshot = this.read();
    if (JSON.stringify(this.snapshot) !== before) this.changed.fire(this.snapshot);
  }

  private read(uri?: vscode.Uri): Settings & FileSettings {
    const configuration = vscode.workspace.getConfiguration(SECTION, uri);
    const { settings, problems } = parseSettings(
      (key) => (this.previews.has(key) ? this.previews.get(key)?.value : configuration.get(key)),
      vscode.workspace.isTrusted,
    );
    for (const problem of problems) {
      if (this.told.has(problem)) continue;
      this.told.add(problem);
      void this.tell(problem);
    }
    return settings;
  }

  private async tell(problem: string): Promise<void> {
    const open = l10n`Open Settings`;
    if ((await warn(problem, open)) === open) {
      await vscode.commands.executeCommand("workbench.action.openSettings", SECTION);
    }
  }
}
