// What the status bar says in each state of a file: a text, one sentence, and its level. Pure.
import type { DocumentStatus } from "../../../server/protocol/wire/messages";
import { three } from "../../../server/protocol/words/numbers";
import { visible, withoutIcons } from "../../state/literal";
import { type FilePhase, isBadlyKnown, type ServerPhase, serverSentence } from "../../state/phases";

export interface StatusWords {
  /** With the editor's $(icon) names. */
  readonly text: string;
  readonly sentence: string;
  readonly level: "plain" | "warning" | "error";
}

export interface StatusFacts {
  readonly server: ServerPhase;
  readonly phase: FilePhase;
  readonly status: DocumentStatus | null;
  readonly modelName: string;
  /** Another model was wanted, but the workspace is not trusted. */
  readonly isUntrusted: boolean;
}

export function statusWords(facts: StatusFacts): StatusWords {
  const { server, phase, status, isUntrusted } = facts;
  const modelName = withoutIcons(facts.modelName);
  if (server === "broken") {
    const sentence = serverSentence(server);
    return { text: "$(error) attribution server stopped", sentence, level: "error" };
  }
  if (server === "restarting") {
    const sentence = serverSentence(server);
    return { text: "$(loading~spin) restarting", sentence, level: "plain" };
  }
  if (phase.kind === "failed") {
    return { text: `$(error) ${modelName}`, sentence: visible(phase.sentence), level: "error" };
  }
  if (phase.kind === "starting") {
    const sentence = `Starting the attribution server with ${visible(facts.modelName)}.`;
    return { text: `$(loading~spin) ${modelName}`, sentence, level: "plain" };
  }
  if (status && status.percent < 100) {
    const part = `${Math.floor(status.percent)} %`;
    const sentence = `Reading the file: ${part}.`;
    return { text: `$(loading~spin) ${part} \u00b7 ${modelName}`, sentence, level: "plain" };
  }
  const lock = isUntrusted ? "$(lock) " : "";
  const note = phase.diskNote === null ? "" : " $(info)";
  if (!status || status.bitsPerByte === null) {
    const sentence = "Nothing is predicted yet: a text needs at least two bytes.";
    return { text: `${lock}${modelName}${note}`, sentence, level: "plain" };
  }
  const known = `${three(status.bitsPerByte)} bits/byte \u00b7 ${modelName}`;
  if (isBadlyKnown(status)) {
    const sentence = "This model does not know this text: a count of its bytes does better.";
    return { text: `${lock}$(warning) ${known}${note}`, sentence, level: "warning" };
  }
  const sentence = isUntrusted
    ? "Models from this workspace load after you trust it."
    : "How well the model predicts this text; lower is better.";
  return { text: `${lock}${known}${note}`, sentence, level: "plain" };
}
