// The measures under way: asks the server, shows the fraction done in a notification with a cancel button, and refuses a
// second of a kind for a text. What is found is shown by commands.ts.
import type * as vscode from "vscode";
import {
  type Measure,
  type MeasureName,
  type MeasureProgress,
  measureProgressNotification,
  type VerifyParams,
} from "../../../server/protocol/wire/measures";
import type { Request } from "../../../server/protocol/wire/request";
import { l10n, marked, translated } from "../../../server/protocol/words/l10n";
import { askFor } from "../../host/asking";
import { inPercent, withProgress } from "../../host/notices";
import type { ServerProcess } from "../../host/serverProcess";
import { CannotRun } from "../../state/cannotRun";
import { Disposables } from "../../state/lifetime";

/** The text and its version. */
export type Asked = VerifyParams;

const TITLES = {
  faithfulness: marked("Measuring faithfulness"),
  verify: marked("Verifying gradients"),
  patterns: marked("Analysing skip patterns"),
  similar: marked("Finding similar moments"),
  export: marked("Exporting"),
  neuronCard: marked("Making a neuron's card"),
  analyse: marked("Analysing the file"),
} as const satisfies Readonly<Record<MeasureName, string>>;

export class MeasureRuns implements vscode.Disposable {
  private readonly disposables = new Disposables();
  /** By measure and text: what is told of its progress. */
  private readonly running = new Map<string, (fraction: number) => void>();

  constructor(private readonly server: ServerProcess) {
    this.disposables.add(
      server.onDidConnect((client) =>
        client.onTold(measureProgressNotification, ({ uri, measure, fraction }: MeasureProgress) =>
          this.running.get(keyOf(measure, uri))?.(fraction),
        ),
      ),
    );
  }

  /** Undefined if the user cancelled it. @throws CannotRun if the server refuses or stops */
  async run<P extends Asked, J>(
    request: Request<P, Measure<J>>,
    measure: MeasureName,
    name: string,
    asked: P,
  ): Promise<Measure<J> | undefined> {
    const key = keyOf(measure, asked.uri);
    if (this.running.has(key))
      throw new CannotRun(
        l10n`${translated(TITLES[measure])} is under way for ${name} already: wait for it, or cancel it and start again.`,
      );
    return withProgress(translated(TITLES[measure]), async (report, token) => {
      const told = inPercent(report);
      told(0);
      this.running.set(key, told);
      try {
        return await askFor(this.server, request, asked, token);
      } finally {
        this.running.delete(key);
      }
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

const keyOf = (measure: MeasureName, uri: string) => `${measure} ${uri}`;
