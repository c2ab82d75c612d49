// What every webview of the extension needs of VS Code: its page loaded from dist, its messages checked before they are
// handled, and changes gathered before it is told. What a page shows and what its messages mean is up to its feature.
import * as vscode from "vscode";
import { type Checked, pageHtml } from "../state/webviewPage";

export interface WebviewWorld {
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
}

export interface Page<Message> {
  /** Of dist/NAME.js and dist/NAME.css. */
  readonly name: string;
  /** Whether it needs dist/plot.js too. */
  readonly hasCharts: boolean;
  readonly title: string;
  check(raw: unknown): Checked<Message>;
  handle(message: Message): void;
}

/** One keystroke changes many things at once; they go into one snapshot. */
const GATHER_MS = 20;

export class Gathering implements vscode.Disposable {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly post: () => void) {}

  soon(wait = GATHER_MS): void {
    this.timer ??= setTimeout(() => this.now(), wait);
  }

  now(): void {
    this.dispose();
    this.post();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}

/** Loads a page into a webview; its messages are heard until the result is disposed. */
export function loadPage<Message>(
  webview: vscode.Webview,
  { extensionUri, log }: WebviewWorld,
  { name, hasCharts, title, check, handle }: Page<Message>,
): vscode.Disposable {
  const dist = vscode.Uri.joinPath(extensionUri, "dist");
  const file = (of: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, of)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  const heard = webview.onDidReceiveMessage((raw: unknown) => {
    const { message, problem } = check(raw);
    if (problem === null) handle(message);
    else log.warn(`The page '${title}' sent what it should not have: ${problem}`);
  });
  const { cspSource } = webview;
  const scripts = [...(hasCharts ? ["plot"] : []), name].map((of) => file(`${of}.js`));
  const style = file(`${name}.css`);
  webview.html = pageHtml({ cspSource, scripts, style, id: name, title });
  return heard;
}
