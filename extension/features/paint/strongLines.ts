// Marks on the scrollbar's ruler for the lines that have a strong byte of the layer, where it is surprise, net - counting
// or the difference of a comparison. One
// decoration type; at most one mark a line, at most 5,000.
import * as vscode from "vscode";
import type { StrongKind } from "../../../server/protocol/vocabulary/counting";
import type { Colouring } from "../../../server/protocol/vocabulary/layers";
import { strongLinesRequest } from "../../../server/protocol/wire/counting";
import { unpackIndices } from "../../../server/protocol/wire/packed";
import type { Comparisons } from "../../host/comparisons";
import type { Config } from "../../host/config";
import type { OpenFiles } from "../../host/openFiles";
import { feedOf, type ServerFeed } from "../../host/profiles";
import type { ServerProcess } from "../../host/serverProcess";
import { documentNumber } from "../../state/documentNumbers";
import { COLOURS } from "../../state/ids";
import { Disposables } from "../../state/lifetime";
import type { OnScreen } from "../../state/onScreen";
import { type Marked, marksNext } from "../../state/rulerMarks";

const STRONG_OF: Partial<Record<Colouring, StrongKind>> = {
  surprise: "surprise",
  netMinusCounting: "countingWins",
  difference: "difference",
};

interface StrongLineParts {
  readonly server: ServerProcess;
  readonly files: OpenFiles;
  readonly screen: OnScreen;
  readonly config: Config;
  readonly comparisons: Comparisons;
}

export class StrongLinesMarks implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly type = this.disposables.add(
    vscode.window.createTextEditorDecorationType({
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      overviewRulerColor: new vscode.ThemeColor(COLOURS.positiveLine),
      overviewRulerLane: vscode.OverviewRulerLane.Right,
    }),
  );
  private readonly feed: ServerFeed<readonly number[]>;
  private marked: Marked<vscode.TextEditor> | undefined;

  constructor(private readonly parts: StrongLineParts) {
    const { server, screen, config, comparisons } = parts;
    const update = () => this.update();
    this.feed = this.disposables.add(feedOf(server, update));
    this.disposables.add(screen.onDidChange(update));
    this.disposables.add(config.onDidChange(update));
    this.disposables.add(comparisons.onDidChange(update));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private update(): void {
    const editor = this.parts.screen.activeEditor;
    const question = editor && this.question(editor.document);
    if (!editor || !question) {
      this.feed.stop();
      this.clear();
      return;
    }
    const { params, about } = question;
    const wanted = { editor, about, version: params.version };
    const key = JSON.stringify([about, params.version]);
    this.feed.want(key, async (client, token) => {
      const answer = await client.ask(strongLinesRequest, params, token);
      return answer.kind === "lines" ? [...unpackIndices(answer.starts)] : undefined;
    });
    const fed = this.feed.of(key);
    const next = marksNext(this.marked, wanted, fed.kind);
    if (next === "stay") return;
    this.clear();
    if (next === "clear" || fed.kind !== "ready") return;
    this.marked = wanted;
    const ranges = fed.value.map((utf16) => {
      const at = editor.document.positionAt(utf16);
      return new vscode.Range(at, at);
    });
    editor.setDecorations(this.type, ranges);
  }

  private clear(): void {
    this.marked?.editor.setDecorations(this.type, []);
    this.marked = undefined;
  }

  private question(document: vscode.TextDocument) {
    const of = STRONG_OF[this.parts.config.settings.layer];
    const phase = this.parts.files.get(document)?.phase;
    if (of === undefined || phase?.kind !== "ready") return undefined;
    const compared = of === "difference" ? this.parts.comparisons.of(document)?.id : 0;
    if (compared === undefined) return undefined;
    const params = { uri: document.uri.toString(), version: document.version, of };
    return {
      params,
      about: JSON.stringify([documentNumber(document), of, phase.model.sha256, compared]),
    };
  }
}
