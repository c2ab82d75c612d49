// The text of --help, made from the command table.
import type { Command } from "./command";
import { dashHelp } from "./standard";

export function generalHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((c) => c.name.length));
  return [
    "sparse-diff: why this byte? Attribution of a byte-level Elman RNN's predictions.",
    "",
    ...commands.map((c) => `  ${c.name.padEnd(width)}  ${c.summary}`),
    "",
    "Every command takes --json (one JSON object on standard output) and --help.",
    "TEXT is any file, read as bytes. MODEL is raw weights, safetensors or .npz, known by its bytes.",
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
    "  --json                  one JSON object on standard output, nothing else there",
    "",
  ].join("\n");
}

function takesDash({ positionals }: Command): boolean {
  return positionals.some((name) => name === "TEXT" || name === "OUT");
}
