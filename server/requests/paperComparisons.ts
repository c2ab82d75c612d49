// sparseDiff/compareWithPaper: the figures of a model that has just been trained beside the paper's, measured on a thread of its own,
// one comparison after the other.
import type { CancellationToken, ResponseError } from "vscode-languageserver-protocol";
import type { OwnThreads } from "../jobs/pool";
import { shareBytes, shareWeights } from "../jobs/shared";
import { untilCancelled } from "../jobs/slices";
import { comparisonKind } from "../jobs/trainingJob";
import { Turns } from "../jobs/turns";
import type { FailureData } from "../protocol/wire/messages";
import type { ComparisonParams, ComparisonResult } from "../protocol/wire/training";
import { l10n } from "../protocol/words/l10n";
import { COMPARED_LAG } from "../protocol/words/paper";
import { cancelled } from "./guard";
import type { Session } from "./session";
import { trainingFailure } from "./trainFailure";
import { atLeastTwo } from "./trainInput";

/** Further comparisons wait; one takes seconds. */
const MOST_AT_ONCE = 1;

export class PaperComparisons {
  private readonly turns = new Turns(MOST_AT_ONCE);

  constructor(
    private readonly session: Session,
    private readonly threads: OwnThreads,
  ) {}

  async compare(
    params: ComparisonParams,
    token: CancellationToken,
  ): Promise<ComparisonResult | ResponseError<FailureData>> {
    const work = () => this.compareNow(params, token);
    return (await this.turns.inTurn(token, work)) ?? cancelled();
  }

  private async compareNow(
    { modelPath, source }: ComparisonParams,
    token: CancellationToken,
  ): Promise<ComparisonResult | ResponseError<FailureData>> {
    try {
      const model = await untilCancelled(this.session.modelWhileWanted(modelPath, token), token);
      if (!model) return cancelled();
      const text = await atLeastTwo(this.session, source, l10n`the text`);
      const { backend } = this.session.backend;
      const pool = this.threads(1);
      const job = pool.open(comparisonKind, {
        backend,
        weights: shareWeights(model.weights),
        text: shareBytes(text),
        lag: COMPARED_LAG,
      });
      // A thread that is still starting hears nothing: what is cancelled does not wait for it.
      const stop = () => {
        job.close();
        void pool.dispose();
      };
      const listening = token.onCancellationRequested(stop);
      if (token.isCancellationRequested) stop();
      try {
        return (await job.part(null)) ?? cancelled();
      } finally {
        listening.dispose();
        void pool.dispose();
      }
    } catch (error) {
      return trainingFailure(error);
    }
  }
}
