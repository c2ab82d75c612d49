// Train Model on This File, Train Model on Selection, Continue Training, Cancel Training. The training ones show one
// quick pick, train in the server, and then switch the file on with the new model.
import * as vscode from "vscode";
import type { TrainChoices } from "../../../server/protocol/vocabulary/training";
import type { NetSummary } from "../../../server/protocol/wire/net";
import { l10n, marked, translated } from "../../../server/protocol/words/l10n";
import { untrainable } from "../../../server/protocol/words/trainable";
import type { Addresses, TrackedTexts } from "../../host/addresses";
import type { Commands } from "../../host/commands";
import { documentSource, eligibleEditor, nameOf } from "../../host/editors";
import { fileName, fileUri } from "../../host/fileAddress";
import type { ModelStorage } from "../../host/modelStorage";
import { inform, warn } from "../../host/notices";
import type { OpenFiles } from "../../host/openFiles";
import type { ServerProcess } from "../../host/serverProcess";
import { readyFile, type SwitchedOn } from "../../host/switchedOn";
import { CannotRun, type Remedy } from "../../state/cannotRun";
import type { TrainOrder } from "../../state/curves";
import { COMMANDS } from "../../state/ids";
import { netOf } from "../../state/phases";
import { CONTINUE, MEMORISE } from "./choices";
import { askChoices } from "./choicesPick";
import { runInSight, tellOutcome } from "./progress";
import type { TrainingRuns } from "./runs";
import { NOTHING_LEARNT } from "./trainingText";

const SELECT_MODEL: Remedy = { label: marked("Select Model"), command: COMMANDS.selectModel };

export interface TrainParts {
  readonly server: ServerProcess;
  readonly files: OpenFiles;
  readonly addresses: Addresses;
  readonly switchedOn: SwitchedOn;
  readonly storage: ModelStorage;
  readonly training: TrainingRuns;
  readonly log: vscode.LogOutputChannel;
}

export function trainCommands(parts: TrainParts): Commands {
  return {
    [COMMANDS.trainOnFile]: (argument) => onFile(parts, argument),
    [COMMANDS.trainOnSelection]: () => onSelection(parts),
    [COMMANDS.continueTraining]: () => onwards(parts),
    [COMMANDS.cancelTraining]: () => {
      const run = runInSight(parts.training);
      if (!run) throw new CannotRun(l10n`Nothing is being trained.`);
      parts.training.cancel(run);
    },
  };
}

/** @param argument { defaults: true } skips the quick pick, because the user has already agreed */
async function onFile(parts: TrainParts, argument: unknown): Promise<void> {
  const { document } = eligibleEditor();
  const key = document.uri.toString();
  parts.training.checkFree(key);
  const asks = (argument as { defaults?: unknown } | undefined)?.defaults !== true;
  const title = l10n`Train Model on ${nameOf(document)}`;
  const choices = asks ? await askMemorise(title) : MEMORISE;
  if (!choices) return;
  const source = documentSource(parts.files, document);
  await train(parts, { key, name: nameOf(document), source, choices }, [document]);
}

async function onSelection(parts: TrainParts): Promise<void> {
  const { document, selection } = eligibleEditor();
  if (selection.isEmpty)
    throw new CannotRun(l10n`Nothing is selected: select the text to train on.`);
  const key = document.uri.toString();
  parts.training.checkFree(key);
  const name = l10n`${nameOf(document)} (selection)`;
  const choices = await askMemorise(l10n`Train Model on ${name}`);
  if (!choices) return;
  const source = documentSource(parts.files, document, selection);
  await train(parts, { key, name, source, choices }, [document]);
}

/** Whether the model of a text can be trained further, as far as is known: its net has been read. */
export function canContinue(
  { files, training }: Pick<TrainParts, "files" | "training">,
  document: vscode.TextDocument,
): boolean {
  const net = netOf(files.get(document));
  return net !== null && refusalOf(net, "") === null && training.isFree(document.uri.toString());
}

function refusalOf({ layers, alphabet, nonlinearity }: NetSummary, name: string): string | null {
  const net = { layers, isOfBytes: alphabet.isBytes, isRelu: nonlinearity === "relu" };
  return untrainable(net, name);
}

/** Refused before anything is asked: a model that cannot be read, or whose net cannot be trained. */
async function onwards(parts: TrainParts): Promise<void> {
  const { document } = eligibleEditor();
  const key = document.uri.toString();
  parts.training.checkFree(key);
  const net = netOf(await readyFile(parts, document));
  const refused = net && refusalOf(net, parts.switchedOn.modelOf(document));
  if (refused) throw new CannotRun(`${refused}.`, SELECT_MODEL);
  const startFrom = parts.switchedOn.modelOf(document);
  const choices = await askChoices({
    title: l10n`Continue Training ${fileName(startFrom)} on ${nameOf(document)}`,
    defaults: CONTINUE,
    go: l10n`Continue with the defaults`,
    without: ["cell", "hiddenSize", "heldOutPercent"],
  });
  if (!choices) return;
  const source = documentSource(parts.files, document);
  const order = { key, name: nameOf(document), source, choices, startFrom };
  await train(parts, order, [document]);
}

function askMemorise(title: string): Promise<TrainChoices | undefined> {
  return askChoices({ title, defaults: MEMORISE, go: l10n`Train with the defaults` });
}

/** Trains, switches `documents` on with the model and reports the result. Waits for the model only. */
export async function train(
  parts: TrainParts,
  wanted: Omit<TrainOrder, "outputPath">,
  documents: readonly vscode.TextDocument[],
): Promise<void> {
  const { training, storage, switchedOn, addresses, server, log } = parts;
  const order = { ...wanted, outputPath: await storage.newPath(wanted.name) };
  const texts = addresses.track(documents);
  try {
    const result = await training.train(order);
    if (!result) {
      void inform(translated(NOTHING_LEARNT));
      return;
    }
    if (result.kept) {
      for (const text of texts.now())
        await switchedOn.choose(text, { on: true, modelPath: result.outputPath });
    }
    void tellOutcome(server, log, order, result);
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    await tellStopped(parts, order, error, texts);
  } finally {
    texts.dispose();
    void storage.look();
  }
}

/** If the server stopped after a checkpoint, offers that model; otherwise throws the error on. */
async function tellStopped(
  { switchedOn, log }: TrainParts,
  { outputPath, name }: TrainOrder,
  error: CannotRun,
  texts: TrackedTexts,
): Promise<void> {
  const wasKept = await exists(outputPath);
  if (!wasKept) {
    log.warn(`Training on ${name} ended: ${error.message}`);
    throw error;
  }
  const use = l10n`Use It`;
  const message = l10n`Training on ${name} stopped early; the model of the last checkpoint is kept.`;
  log.warn(message);
  const answer = await warn(message, ...(texts.now()[0] ? [use] : []));
  if (answer !== use) return;
  for (const text of texts.now())
    await switchedOn.choose(text, { on: true, modelPath: outputPath });
}

async function exists(file: string): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(fileUri(file));
    return true;
  } catch {
    return false;
  }
}
