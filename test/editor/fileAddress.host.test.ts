// How files are named to the server, with the editor's own URIs: paths on a machine, as people have stored them, and URIs in a
// browser; and back.
import assert from "node:assert/strict";
import path from "node:path";
import * as vscode from "vscode";
import {
  fileAddress,
  fileName,
  fileUri,
  folderOf,
  isReachable,
  normalised,
  resolved,
  shownAddress,
  useUris,
} from "../../extension/host/fileAddress";

const VIRTUAL = vscode.Uri.parse("vscode-vfs://github/owner/name/my%20model.bin");
const UNTITLED = vscode.Uri.parse("untitled:Untitled-1");

describe("addresses of files", () => {
  it("on a machine a file's address is its path, and the way back leads there", () => {
    const file = path.resolve("folder/my model.bin");
    const uri = vscode.Uri.file(file);
    assert.equal(fileAddress(uri), file);
    assert.equal(fileUri(file).toString(), uri.toString());
    assert.equal(shownAddress(uri), file);
    assert.equal(fileName(file), "my model.bin");
    assert.equal(fileName(`${file}#net=encoder.`), "my model.bin#net=encoder.");
    assert.equal(folderOf(file).fsPath, path.dirname(file));
    const detour = `${path.dirname(file)}/../folder/./a.bin`;
    assert.equal(normalised(detour), path.resolve("folder/a.bin"));
  });

  it("a file of another file system has its URI, and cannot be read by a process", () => {
    assert.equal(fileAddress(VIRTUAL), VIRTUAL.toString());
    assert.equal(fileUri(VIRTUAL.toString()).toString(), VIRTUAL.toString());
    assert.equal(fileName(VIRTUAL.toString()), "my model.bin");
    assert.deepEqual([VIRTUAL, UNTITLED, vscode.Uri.file("/a")].map(isReachable), [
      false,
      false,
      true,
    ]);
  });

  it("a path of the settings is relative to the folder, unless it is whole", () => {
    const folder = vscode.Uri.file(path.resolve("folder"));
    assert.equal(resolved(folder, "models/a.bin"), path.resolve("folder/models/a.bin"));
    const whole = path.resolve("other/a.bin");
    assert.equal(resolved(folder, whole), whole);
    assert.equal(resolved(undefined, "models/a.bin"), "models/a.bin");
    const drive = "C:\\models\\a.bin"; // a letter is no scheme
    assert.equal(resolved(undefined, drive), drive);
  });

  // The last: from here on this module takes itself to be in a browser.
  it("in a browser every file but an untitled text has its URI, and paths are in the folder's file system", () => {
    useUris();
    assert.equal(fileAddress(vscode.Uri.file("/folder/a.bin")), "file:///folder/a.bin");
    assert.equal(
      resolved(vscode.Uri.joinPath(VIRTUAL, ".."), "/models/a.bin"),
      "vscode-vfs://github/models/a.bin",
    );
    assert.equal(shownAddress(VIRTUAL), "vscode-vfs://github/owner/name/my model.bin");
    assert.deepEqual([VIRTUAL, UNTITLED, vscode.Uri.file("/a")].map(isReachable), [
      true,
      false,
      true,
    ]);
  });
});
