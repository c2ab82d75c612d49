// The attributions of the prediction on the screen on both sides of a comparison, for the chart of their difference by lag. view.ts
// asks for them only while the chart is open.
import type * as vscode from "vscode";
import {
  type ComparedAt,
  comparedAtRequest,
  type NotCompared,
} from "../../../server/protocol/wire/comparison";
import type { EditorTrace, NoPast } from "../../../server/protocol/wire/messages";
import type { Fed } from "../../../server/protocol/wire/page";
import type { ComparedPart } from "../../../server/protocol/wire/sidebar";
import { agreementOf, bitsSentence } from "../../../server/protocol/words/comparison";
import { l10n } from "../../../server/protocol/words/l10n";
import type { Compared, Comparisons } from "../../host/comparisons";
import type { Config } from "../../host/config";
import { questionOf } from "../../host/explained";
import { feedOf, type ServerFeed } from "../../host/profiles";
import type { ServerProcess } from "../../host/serverProcess";

type Answer = ComparedAt | NotCompared | NoPast;

export class ComparedLags implements vscode.Disposable {
  private readonly feed: ServerFeed<Answer>;

  constructor(
    server: ServerProcess,
    private readonly config: Config,
    private readonly comparisons: Comparisons,
    changed: () => void,
  ) {
    this.feed = feedOf(server, changed);
  }

  /** What is known of the trace on the screen; null if its text is not compared. */
  of(document: vscode.TextDocument, result: EditorTrace): ComparedPart | null {
    const compared = this.comparisons.of(document);
    if (!compared) return null;
    const part = (difference: ComparedPart["difference"], note = ""): ComparedPart => ({
      name: compared.names.there,
      difference,
      note,
    });
    if (result.written)
      return part({
        kind: "none",
        sentence: l10n`Compared for the bytes of the text only, not for one that the net wrote on.`,
      });
    const fed: Fed<Answer> = this.feed.of(this.question(document, result, compared).key);
    if (fed.kind !== "ready") return part(fed);
    const { value } = fed;
    if (value.kind === "noPast")
      return part({
        kind: "none",
        sentence: l10n`The first byte has no past: nothing predicts it.`,
      });
    if (value.kind === "notCompared") return part({ kind: "none", sentence: value.sentence });
    const { traced, bits } = value;
    if (!traced) return part({ kind: "waiting" });
    const { method, lags } = traced;
    const rows = lags.map(({ k, byte, byteThere, here, there, difference }) => ({
      k,
      firstByte: byte,
      secondByte: byteThere,
      first: here,
      second: there,
      difference,
    }));
    const [first, second] = [compared.names.here, compared.names.there];
    const note = `${bitsSentence(bits, second)} ${agreementOf(traced)}`;
    return part({ kind: "ready", value: { first, second, method, rows } }, note);
  }

  /** Requests them for the trace on the screen, unless that has been done. */
  want(document: vscode.TextDocument, result: EditorTrace): void {
    const compared = this.comparisons.of(document);
    if (!compared || result.written) {
      this.stop();
      return;
    }
    const { key, params } = this.question(document, result, compared);
    this.feed.want(key, async (client, token) => {
      const answer = await client.ask(comparedAtRequest, params, token);
      return answer.kind === "pending" ? undefined : answer;
    });
  }

  /** Nobody is looking any more. */
  stop(): void {
    this.feed.stop();
  }

  dispose(): void {
    this.feed.dispose();
  }

  private question(document: vscode.TextDocument, result: EditorTrace, { id }: Compared) {
    const { params, key } = questionOf(this.config, document, result, {});
    return { params, key: `${id} ${key}` };
  }
}
