// The text file of one case of random use: beginning it, following it to its other names, and reloading the window with it.
// What is done to its text is in steps.ts.
import fs from "node:fs";
import path from "node:path";
import type { Watched } from "../doors";
import { eventually, type TextEditor } from "../painted";
import { openOnly, openPath, save } from "./inHost";

/** The file of the window's address. */
export const FIRST_FILE = "first.md";

export class OwnFile {
  private folder = "";
  /** Relative to the workspace, as all paths here. */
  private file = "";

  constructor(private readonly window: Watched) {}

  get textEditor(): TextEditor {
    return this.window.editor.editor(this.file);
  }

  private get path(): string {
    return path.join(this.window.editor.folder, this.file);
  }

  /** A new file in a new folder, alone in the window. */
  async begin(folder: string, text: string): Promise<void> {
    this.folder = folder;
    this.file = `${folder}/text.txt`;
    fs.mkdirSync(path.dirname(this.path));
    fs.writeFileSync(this.path, text);
    await this.openAlone();
  }

  /** Saves first, so that VS Code brings back the same text. */
  async reload(): Promise<void> {
    const { editor, inHost, reload } = this.window;
    await inHost(save, 0);
    await reload();
    // VS Code first brings back the tabs that it has stored, which may be old, and then opens the file of the window's address.
    await editor.editor(FIRST_FILE).element.waitFor();
    await this.openAlone();
  }

  async saveAs(name: string): Promise<void> {
    const { editor, inHost } = this.window;
    const file = `${this.folder}/${name}`;
    const target = path.join(editor.folder, file);
    if (fs.existsSync(target)) return; // the editor would ask whether to replace it
    await inHost(({ vscode }) => {
      void vscode.commands.executeCommand("workbench.action.files.saveAs");
    }, 0);
    await eventually(
      () => editor.input.inputValue(),
      (asked) => asked.startsWith("/"),
      "no file picker",
    );
    await editor.rows.first().waitFor();
    await editor.answer(target);
    await eventually(
      async () => fs.existsSync(target),
      (is) => is,
      `${file} is not saved`,
    );
    await this.follow(file);
  }

  isRenamed(name: string): Promise<void> {
    return this.follow(`${this.folder}/${name}`);
  }

  /** Undo takes a renaming back too. */
  async followUndo(): Promise<void> {
    const open = await this.window.inHost(openPath, 0);
    const isOther = open !== "" && open !== this.path;
    if (isOther) await this.follow(path.relative(this.window.editor.folder, open));
  }

  /** The editor shows the file under its new name a little later than the file has it. */
  private async follow(file: string): Promise<void> {
    const { editor, inHost } = this.window;
    await eventually(
      () => inHost(openPath, 0),
      (open) => open === path.join(editor.folder, file),
      `${file} is not open`,
    );
    this.file = file;
    await this.textEditor.element.waitFor();
  }

  /**
   * Closes all tabs. VS Code removes its copy of unsaved text a moment after a save; where the window is reloaded before that,
   * it shows the copy as unsaved and asks whether to save it.
   */
  private async openAlone(): Promise<void> {
    const { editor, inHost } = this.window;
    let isOpen = false;
    const opening = inHost(openOnly, this.path).then(() => {
      isOpen = true;
    });
    const question = editor.page.getByRole("button", { name: /^Don.t Save$/ });
    const answered = async () => {
      if (await question.isVisible()) await question.click();
      return isOpen;
    };
    await Promise.all([opening, eventually(answered, (is) => is, `${this.file} is not opened`)]);
    await this.textEditor.element.waitFor();
  }
}
