// Measure Faithfulness and Verify Gradients: both measure the text and the model of the active editor on the server, show
// how far they have come, and put what was found beside the text, with its JSON to copy. The words are those of the
// command line.
import { FAITHFULNESS } from "../../../server/protocol/vocabulary/faithfulness";
import {
  faithfulnessRequest,
  type Measure,
  verifyRequest,
} from "../../../server/protocol/wire/measures";
import { faithfulnessText } from "../../../server/protocol/words/faithfulness";
import { l10n } from "../../../server/protocol/words/l10n";
import { several } from "../../../server/protocol/words/numbers";
import type { Subject } from "../../../server/protocol/words/plainPage";
import {
  verificationSentence,
  verificationText,
} from "../../../server/protocol/words/verification";
import type { Commands } from "../../host/commands";
import type { Config } from "../../host/config";
import { eligibleEditor, nameOf } from "../../host/editors";
import { inform, warn } from "../../host/notices";
import { copyJson, showReading } from "../../host/readings";
import { type ReadyParts, readyFile } from "../../host/switchedOn";
import { CannotRun } from "../../state/cannotRun";
import { COMMANDS } from "../../state/ids";
import type { Asked, MeasureRuns } from "./runs";

export interface MeasureParts extends ReadyParts {
  readonly config: Config;
  readonly measures: MeasureRuns;
}

/** What is shown of a measure. */
interface Found {
  readonly title: string;
  readonly page: string;
  /** One sentence for the notification. */
  readonly sentence: string;
  readonly isBad: boolean;
  readonly json: unknown;
}

export function measureCommands(parts: MeasureParts): Commands {
  const { measures, config } = parts;
  return {
    [COMMANDS.measureFaithfulness]: () =>
      show(parts, async (asked, name) => {
        const { low, fallback } = FAITHFULNESS.depth;
        const depth = Math.max(low, Math.min(fallback, config.settings.depth));
        const answer = await measures.run(faithfulnessRequest, "faithfulness", name, {
          ...asked,
          depth,
        });
        return (
          answer && {
            title: l10n`Faithfulness of the methods`,
            page: faithfulnessText(answer.result, subjectOf(answer, name)),
            sentence: l10n`Measured the faithfulness of the methods on ${name}, at ${several(answer.result.sample, "position")}.`,
            isBad: false,
            json: answer.result,
          }
        );
      }),
    [COMMANDS.verifyGradients]: () =>
      show(parts, async (asked, name) => {
        const answer = await measures.run(verifyRequest, "verify", name, asked);
        return (
          answer && {
            title: l10n`Checks of the gradients`,
            page: verificationText(answer.result, subjectOf(answer, name)),
            sentence: `${name}: ${verificationSentence(answer.result)}`,
            isBad: !answer.result.passed,
            json: answer.result,
          }
        );
      }),
  };
}

async function show(
  parts: MeasureParts,
  run: (asked: Asked, name: string) => Promise<Found | undefined>,
): Promise<void> {
  const { document } = eligibleEditor();
  const name = nameOf(document);
  const uri = document.uri.toString();
  if (!parts.switchedOn.isOn(document)) throw offIn(name);
  await readyFile(parts, document);
  const found = await run({ uri, version: document.version }, name);
  if (!found) return;
  await showReading(found.title, `${found.page}\n`, true);
  const copy = l10n`Copy as JSON`;
  const answer = await (found.isBad ? warn : inform)(found.sentence, copy);
  if (answer !== copy) return;
  await copyJson(found.json, `"${found.title}"`);
}

/** A text is measured with the model that the user sees it with, so it is not switched on for this. */
export function offIn(name: string): CannotRun {
  return new CannotRun(
    l10n`Attribution is off for ${name}: turn it on to choose its model first.`,
    {
      label: l10n`Turn On`,
      command: COMMANDS.turnOn,
    },
  );
}

function subjectOf({ bytes, model }: Measure<unknown>, text: string): Subject {
  return { text, model, bytes };
}
