// Reports the end of a run: one message, the numbers in the log and, on request, the new model's sparsity and growth
// next to the paper's.
import * as vscode from "vscode";
import { comparisonRequest, type TrainResult } from "../../../server/protocol/wire/training";
import { connected } from "../../host/connected";
import { inform, informModal } from "../../host/notices";
import type { ServerProcess } from "../../host/serverProcess";
import type { TrainOrder } from "../../state/curves";
import { sentenceOf } from "../../state/failures";
import { COMMANDS } from "../../state/ids";
import { comparisonLines, doneWords, filesWords, resultLines } from "./words";

export async function tellOutcome(
  server: ServerProcess,
  log: vscode.LogOutputChannel,
  order: TrainOrder,
  result: TrainResult,
): Promise<void> {
  const words = [
    doneWords(result, order.choices.untilBitsPerByte),
    ...filesWords(result, order.leftOut),
  ].join(" ");
  if (!result.kept) {
    log.info(words);
    void inform(words);
    return;
  }
  const lines = resultLines(result, order.name);
  // Measured while the message is being read, so that the details are ready when asked for.
  const compared = compare(server, order, result);
  const logged = compared.then((more) =>
    log.info([words, ...lines, result.outputPath, ...more].join("\n  ")),
  );
  const [details, save] = ["Details", "Save Model As"];
  const answer = await inform(words, details, save);
  await logged;
  if (answer === save)
    await vscode.commands.executeCommand(COMMANDS.saveModelAs, result.outputPath);
  if (answer === details) {
    const detail = [...lines, "", ...(await compared)].join("\n");
    await informModal(words, { detail });
  }
}

async function compare(
  server: ServerProcess,
  { source }: TrainOrder,
  { outputPath }: TrainResult,
): Promise<string[]> {
  try {
    const client = await connected(server);
    const params = { modelPath: outputPath, source };
    return comparisonLines(await client.ask(comparisonRequest, params));
  } catch (error) {
    return [`Not compared with the paper's model: ${sentenceOf(error)}`];
  }
}
