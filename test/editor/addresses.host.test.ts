// What is remembered by file (whether it is on, its model, its pins) follows the file in a real VS Code when a folder
// is renamed, an untitled text is saved, or another is closed.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { Addresses, type TrackedTexts } from "../../extension/host/addresses";
import { Config } from "../../extension/host/config";
import type { ModelStorage } from "../../extension/host/modelStorage";
import type { OpenFiles } from "../../extension/host/openFiles";
import { SwitchedOn } from "../../extension/host/switchedOn";
import { Disposables } from "../../extension/state/lifetime";
import { Pins } from "../../extension/state/pins";
import { eventually } from "../tools/editor-host/patience.mjs";

const NEWLINE = "files.insertFinalNewline";
const setting = (value: unknown) =>
  vscode.workspace.getConfiguration().update(NEWLINE, value, vscode.ConfigurationTarget.Global);
const pin = { utf16: 3, gone: false, byteOfCharacter: 0, atEnd: false };
const MODEL = "/models/own.safetensors";

describe("what is remembered by file", () => {
  const all = new Disposables();
  let folder = "";
  let addresses: Addresses;
  let switchedOn: SwitchedOn;
  let pins: Pins;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-addresses-"));
    await setting(true);
    const memory = new Map<string, unknown>();
    const workspaceState = {
      keys: () => [...memory.keys()],
      get: <T>(key: string, fallback: T) => (memory.get(key) as T) ?? fallback,
      update: async (key: string, value: unknown) => void memory.set(key, value),
    } as unknown as vscode.Memento;
    const extensionUri = vscode.Uri.file(folder);
    const context = { extensionUri, workspaceState } as vscode.ExtensionContext;
    const files = { get: () => undefined, switchOn: () => undefined } as unknown as OpenFiles;
    const storage = { has: () => true } as unknown as ModelStorage;
    addresses = all.add(new Addresses());
    switchedOn = all.add(new SwitchedOn(context, all.add(new Config()), files, storage, addresses));
    pins = all.add(
      new Pins({
        memory: workspaceState,
        onDidMoveTexts: addresses.onDidChange,
        onDidEdit: vscode.workspace.onDidChangeTextDocument,
      }),
    );
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await setting(undefined);
    all.dispose();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const fileAt = (...names: string[]) => vscode.Uri.file(path.join(folder, ...names));

  const closed = (uri: vscode.Uri) => ({ uri }) as vscode.TextDocument;

  async function remember(document: vscode.TextDocument): Promise<void> {
    await switchedOn.choose(document, { on: true, modelPath: MODEL });
    pins.add(document, pin);
  }

  const remembered = (document: vscode.TextDocument) => ({
    on: switchedOn.isOn(document),
    model: switchedOn.modelOf(document) === MODEL,
    pins: pins.of(document).map(({ utf16 }) => utf16),
  });
  const everything = { on: true, model: true, pins: [3] };
  const nothing = { on: false, model: false, pins: [] };

  it("moves with a renamed folder", async () => {
    fs.mkdirSync(path.join(folder, "before"));
    fs.writeFileSync(path.join(folder, "before/a.txt"), "a text\n");
    await remember(await vscode.workspace.openTextDocument(fileAt("before", "a.txt")));
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(fileAt("before"), fileAt("after wards"));
    await vscode.workspace.applyEdit(edit);
    const document = await vscode.workspace.openTextDocument(fileAt("after wards", "a.txt"));
    await until(() => assert.deepEqual(remembered(document), everything));
  });

  it("moves to the file of a saved untitled text, even if saving changes its end", async () => {
    const file = fileAt("saved.txt");
    const untitled = file.with({ scheme: "untitled" });
    const document = await vscode.workspace.openTextDocument(untitled);
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "untitled text"));
    await remember(document);
    const texts: TrackedTexts = all.add(addresses.track([document]));
    assert.ok(await document.save());
    const saved = await vscode.workspace.openTextDocument(file);
    await until(() => {
      assert.equal(saved.getText(), "untitled text\n");
      assert.deepEqual(remembered(saved), everything);
      assert.deepEqual(
        texts.now().map(({ uri }) => uri.toString()),
        [file.toString()],
      );
    });
    await until(() => assert.deepEqual(remembered(closed(untitled)), nothing));
  });

  it("ends when an untitled text is closed, but not when its language changes", async () => {
    const document = await vscode.workspace.openTextDocument({ content: "thrown away" });
    await vscode.window.showTextDocument(document);
    await remember(document);
    await vscode.languages.setTextDocumentLanguage(document, "markdown");
    assert.deepEqual(remembered(document), everything);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await until(() => assert.ok(document.isClosed));
    const next = await vscode.workspace.openTextDocument({ content: "" });
    assert.equal(next.uri.toString(), document.uri.toString());
    assert.deepEqual(remembered(next), nothing);
  });

  it("is dropped for an untitled text of an earlier window", async () => {
    const lost = closed(vscode.Uri.parse("untitled:Untitled-9"));
    const document = await vscode.workspace.openTextDocument({ content: "still here" });
    await remember(document);
    await remember(lost);
    addresses.forgetLostTexts();
    assert.deepEqual(remembered(lost), nothing);
    assert.deepEqual(remembered(document), everything);
  });
});

/** Window events arrive a moment after what they report. */
async function until(holds: () => void): Promise<void> {
  const failure = () => {
    try {
      holds();
    } catch (error) {
      return (error as Error).message;
    }
    return undefined;
  };
  await eventually(failure, (sentence) => sentence === undefined, "it does not come to hold");
}
