// The text of --help: of the program and of each command, made from what a command says of itself.
import type { Command } from "./command";
import { dashHelp } from "./fileNames";

export function generalHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((c) => c.name.length));
  return [
    "sparse-diff: why this byte? Attribution of the predictions of recurrent nets over bytes or characters.",
    "",
    ...commands.map((c) => `  ${c.name.padEnd(width)}  ${c.summary}`),
    "",
    "Every command takes --help and, except lsp, --json (one JSON object on standard output). --version is this program's.",
    "TEXT is any file, read as bytes. MODEL is raw weights, safetensors, a PyTorch file or .npz, known by its bytes.",
    dashHelp,
    "",
  ].join("\n");
}

export function commandHelp(command: Command): string {
  return [
    `sparse-diff ${command.name} ${command.usage}`,
    "",
    command.summary,
    ...(command.help.length > 0 ? ["", ...command.help.map((line) => `  ${line}`)] : []),
    ...(takesDash(command) ? [`  ${dashHelp}`] : []),
    ...(command.speaks
      ? []
      : ["  --json                  one JSON object on standard output, nothing else there"]),
    "",
  ].join("\n");
}

function takesDash({ positionals }: Command): boolean {
  return positionals.some((name) => name === "TEXT" || name === "OUT");
}
