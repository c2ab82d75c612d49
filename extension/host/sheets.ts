// Sheets in editor tabs, beside the text they are about, one tab for each title and text. A tab says when its text or its model
// has changed since; its links lead to bytes and neurons of the text. What is in a sheet is up to its feature,
// how it looks to media/sheet.
import { sha256 as hash } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import * as vscode from "vscode";
import { placeRequest } from "../../server/protocol/wire/place";
import {
  SHEET_ACTIONS,
  type SheetAbout,
  type SheetNotice,
  type ShownSheet,
  type ToHost,
} from "../../server/protocol/wire/sheetPage";
import { l10n } from "../../server/protocol/words/l10n";
import { fileFrame, type SheetFrame, sheetHtml } from "../../server/protocol/words/sheetHtml";
import { CannotRun } from "../state/cannotRun";
import { COMMANDS } from "../state/ids";
import { Disposables } from "../state/lifetime";
import type { CardLink, LinkTarget } from "../state/links";
import { visible } from "../state/literal";
import { checkMessage } from "../state/sheetMessages";
import { ownFilesOnly } from "../state/webviewPage";
import { askFor } from "./asking";
import { reported } from "./commands";
import { nameOf } from "./editors";
import { mention } from "./notices";
import { copyJson } from "./readings";
import { saveAs } from "./savedFiles";
import { type ReadyParts, readyFile } from "./switchedOn";
import { Gathering, type WebviewWorld } from "./webviews";

export interface SheetsParts extends ReadyParts, WebviewWorld {}

const VIEW = "sparseDiff.sheet";
/** After the last key, since a long text takes some time to compare. */
const COMPARE_MS = 300;

interface Tab {
  readonly panel: vscode.WebviewPanel;
  shown: ShownSheet;
  told: string | null;
}

/** What a sheet of this text, as it is now, is about. @param model sha256 */
export function aboutNow(document: vscode.TextDocument, model: string | null): SheetAbout {
  return { uri: document.uri.toString(), text: hashOf(document), model };
}

export class Sheets implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly tabs = new Set<Tab>();
  private readonly comparing = this.disposables.add(new Gathering(() => this.compare()));
  /** Of texts by version, so that each is hashed once. */
  private readonly hashes = new WeakMap<vscode.TextDocument, { version: number; hash: string }>();

  constructor(private readonly parts: SheetsParts) {
    const { disposables } = this;
    const soon = () => this.tabs.size > 0 && this.comparing.soon(COMPARE_MS);
    disposables.add(vscode.workspace.onDidChangeTextDocument(soon));
    disposables.add(vscode.workspace.onDidOpenTextDocument(soon));
    disposables.add(parts.files.onDidChange(soon));
  }

  /** Shows a sheet beside the text without taking the focus, in the tab of an older one of its title and text. */
  show(shown: ShownSheet): void {
    const isSame = ({ shown: { sheet, about } }: Tab) =>
      sheet.title === shown.sheet.title && about.uri === shown.about.uri;
    const older = [...this.tabs].find(isSame);
    if (older) {
      older.shown = shown;
      older.told = null;
      older.panel.webview.html = this.html(older.panel.webview, shown);
      older.panel.reveal(undefined, true);
      return;
    }
    // With the other sheets, which may be beside the text already.
    const others = [...this.tabs].find(({ panel }) => panel.visible)?.panel.viewColumn;
    const column = { viewColumn: others ?? vscode.ViewColumn.Beside, preserveFocus: true };
    const title = visible(shown.sheet.title);
    this.fill(
      vscode.window.createWebviewPanel(VIEW, title, column, { enableFindWidget: true }),
      shown,
    );
  }

  /** The tabs stay: VS Code gives them back when the extension runs again. */
  dispose(): void {
    this.disposables.dispose();
  }

  private fill(panel: vscode.WebviewPanel, shown: ShownSheet): void {
    const { webview } = panel;
    const tab: Tab = { panel, shown, told: null };
    this.tabs.add(tab);
    webview.options = { enableScripts: true, localResourceRoots: [this.dist] };
    const listening = webview.onDidReceiveMessage((raw: unknown) => {
      const { message, problem } = checkMessage(raw);
      if (problem === null) void reported(() => this.handle(tab, message));
      else this.parts.log.warn(`A sheet sent what it should not have: ${problem}`);
    });
    // A page that comes back from behind another tab is made anew from its HTML.
    const seen = panel.onDidChangeViewState(() => panel.visible && this.tell(tab));
    panel.onDidDispose(() => {
      this.tabs.delete(tab);
      listening.dispose();
      seen.dispose();
    });
    webview.html = this.html(webview, shown);
    this.comparing.soon(COMPARE_MS);
  }

  private async handle(tab: Tab, message: ToHost): Promise<void> {
    const { shown } = tab;
    switch (message.kind) {
      case "byte":
        return this.explainByte(shown, message.byte);
      case "neuron": {
        const { neuron, layer } = message;
        const link: CardLink = { neuron, layer: layer ?? undefined, uri: shown.about.uri };
        return void (await vscode.commands.executeCommand(COMMANDS.showNeuronCard, link));
      }
      case "act":
        return message.action === "copyJson"
          ? copyJson(shown.json, shown.sheet.title)
          : this.save(shown);
    }
  }

  /** Moves the caret there and explains the byte. */
  private async explainByte(shown: ShownSheet, byte: number): Promise<void> {
    const { document } = await this.showText(shown, false);
    if (this.hashNow(document) !== shown.about.text)
      throw new CannotRun(
        l10n`${nameOf(document)} has changed, so byte ${byte} is no longer where it was.`,
      );
    const uri = document.uri.toString();
    const { version } = document;
    const place = await askFor(this.parts.server, placeRequest, { uri, version, byte });
    if (!place) return;
    const { utf16, byteOfCharacter } = place;
    const link: LinkTarget = { uri, utf16, byteOfCharacter };
    await vscode.commands.executeCommand(COMMANDS.explainByte, link);
  }

  /** The text of a sheet in an editor, where it is already or in the first column, with its model. */
  private async showText(
    { about }: ShownSheet,
    preserveFocus: boolean,
  ): Promise<vscode.TextEditor> {
    const uri = vscode.Uri.parse(about.uri);
    const there = vscode.window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === about.uri,
    );
    const document = there?.document ?? (await opened(uri));
    const viewColumn = there?.viewColumn ?? vscode.ViewColumn.One;
    const editor = await vscode.window.showTextDocument(document, { viewColumn, preserveFocus });
    await readyFile(this.parts, document);
    return editor;
  }

  private async save({ sheet }: ShownSheet): Promise<void> {
    const saved = await saveAs(`${sheet.title}.html`, { HTML: ["html"] }, async () => {
      const part = async (name: string) => {
        const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.dist, name));
        return new TextDecoder().decode(bytes);
      };
      const script = `${await part("plot.js")}${await part("sheet.js")}`;
      const parts = { script, style: await part("sheet.css") };
      return sheetHtml(sheet, fileFrame(parts, sha256));
    });
    if (saved) mention(l10n`Saved ${saved}`);
  }

  private compare(): void {
    for (const tab of this.tabs) {
      const old = this.whyOld(tab.shown.about);
      if (old === tab.told) continue;
      tab.told = old;
      this.tell(tab);
    }
  }

  private tell({ panel, told }: Tab): void {
    const notice: SheetNotice = { old: told };
    void panel.webview.postMessage(notice);
  }

  private whyOld({ uri, text, model }: SheetAbout): string | null {
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri);
    if (!document) return null;
    const name = nameOf(document);
    if (this.hashNow(document) !== text) return l10n`${name} has changed since this was measured.`;
    const phase = this.parts.files.get(document)?.phase;
    if (model !== null && phase?.kind === "ready" && phase.model.sha256 !== model)
      return l10n`${name} has another model now than the one this was measured with.`;
    return null;
  }

  private hashNow(document: vscode.TextDocument): string {
    const { version } = document;
    const known = this.hashes.get(document);
    if (known?.version === version) return known.hash;
    const hash = hashOf(document);
    this.hashes.set(document, { version, hash });
    return hash;
  }

  private html(webview: vscode.Webview, shown: ShownSheet): string {
    const file = (name: string) =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.dist, name)).toString();
    const { cspSource } = webview;
    const frame: SheetFrame = {
      policy: ownFilesOnly(cspSource).join("; "),
      style: `<link rel="stylesheet" href="${file("sheet.css")}">`,
      script: ["plot.js", "sheet.js"].map((of) => `<script src="${file(of)}"></script>`).join(""),
      hasLinks: true,
      actions: SHEET_ACTIONS,
    };
    return sheetHtml(shown.sheet, frame);
  }

  private get dist(): vscode.Uri {
    return vscode.Uri.joinPath(this.parts.extensionUri, "dist");
  }
}

async function opened(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    throw new CannotRun(
      l10n`${visible(uri.path)} cannot be opened: it may have been moved or deleted.`,
    );
  }
}

/** Of the text as the editor has it, with its line ends. */
const hashOf = (document: vscode.TextDocument) => bytesToHex(hashed(document.getText()));
const sha256 = (text: string) => btoa(String.fromCharCode(...hashed(text)));
const hashed = (text: string) => hash(new TextEncoder().encode(text));
