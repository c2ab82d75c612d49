// From arguments to a command and back to an exit code: 0 done; 1 a check failed; 2 bad use, bad input or any other
// failure, reported on standard error; 130 interrupted (143 and 129 by SIGTERM, SIGHUP). The table of commands, the
// text of --help and the sentence of a failure are here too; no command's own work is.
import { parseArgs } from "node:util";
import { checkNumbers } from "../answers/numbers";
import { NotFinite } from "../attribution/finite";
import { FileError } from "../files";
import { discardAtEnd, nodeFiles } from "../files.node";
import { WorkerDied } from "../jobs/pool";
import { isNotEnoughMemory } from "../kernels/limits";
import { KernelsUnavailable } from "../kernels/select";
import { InputError } from "../nets/inputError";
import { shortened } from "../protocol/words/shortened";
import { TeamBroken } from "../training/corpus/team";
import type { Command, Context, OptionTable, OptionValues } from "./command";
import { bench } from "./commands/bench";
import { causes } from "./commands/causes";
import { compare } from "./commands/compare";
import { faithfulness } from "./commands/faithfulness";
import { lsp } from "./commands/lsp";
import { convert, info } from "./commands/modelFile";
import { neuron } from "./commands/neuron";
import { patterns } from "./commands/patterns";
import { report } from "./commands/report";
import { similar } from "./commands/similar";
import { trace } from "./commands/trace";
import { train } from "./commands/train";
import { verify } from "./commands/verify";
import { whatIf } from "./commands/whatIf";
import { writeOn } from "./commands/writeOn";
import { dashHelp, refuseDashes, refuseEmpty } from "./fileNames";
import { hearStreamErrors, writeOutput } from "./standardOutput";
import { oneLine, terminal } from "./terminal";

const commands: readonly Command[] = [
  info,
  trace,
  causes,
  whatIf,
  writeOn,
  faithfulness,
  patterns,
  neuron,
  similar,
  compare,
  report,
  train,
  verify,
  lsp,
  bench,
  convert,
];

const helpOption: OptionTable = { help: { type: "boolean", short: "h" } };
const jsonOption: OptionTable = { json: { type: "boolean" } };

export async function main(args: readonly string[]): Promise<number> {
  const abort = new AbortController();
  const files = nodeFiles();
  discardAtEnd(files, () => {
    abort.abort();
    if (process.stderr.isTTY) process.stderr.write("\n");
  });
  hearStreamErrors();
  let model: string | undefined;
  try {
    const [name, ...rest] = args;
    if (name === undefined) throw new InputError("no command; see sparse-diff --help");
    if (name === "--help" || name === "-h" || name === "help") {
      writeOutput(generalHelp(commands));
      return 0;
    }
    const command = commands.find((c) => c.name === name);
    if (!command)
      throw new InputError(
        `'${shortened(name)}' is not a command; expected one of ${commands.map((c) => c.name).join(", ")}`,
      );
    const { values, positionals } = parse(command, rest);
    if (values.help) {
      writeOutput(commandHelp(command));
      return 0;
    }
    checkPositionals(command, positionals, values);
    model = modelOf(command, values, positionals);
    const out = terminal();
    const context: Context = { files, options: values, positionals, signal: abort.signal, out };
    refuseEmpty(command, context);
    refuseDashes(command, context);
    const result = await command.run(context);
    out.progress("");
    checkNumbers(result.json, model ?? "the model");
    if (result.output) {
      out.note(result.text);
      out.print(result.output);
    } else out.print(values.json ? JSON.stringify(result.json) : result.text());
    return result.code;
  } catch (error) {
    process.stderr.write(`sparse-diff: ${failureText(error, model)}\n`);
    return 2;
  }
}

function parse(command: Command, args: string[]) {
  const shared = command.speaks ? helpOption : { ...jsonOption, ...helpOption };
  const options = { ...shared, ...command.options };
  const refuse = (sentence: string): never => {
    throw new InputError(`${command.name}: ${sentence}; see sparse-diff ${command.name} --help`);
  };
  try {
    const parsed = parseArgs({
      args: withNegativeValues(args, options),
      options,
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
    const seen = new Set<string>();
    for (const token of parsed.tokens)
      if (token.kind === "option") {
        if (seen.has(token.name)) refuse(`--${token.name} is given twice; expected once`);
        seen.add(token.name);
      }
    return parsed;
  } catch (error) {
    if (error instanceof InputError) throw error;
    const [sentence] = String((error as Error).message).split(". ");
    return refuse(shortened(sentence));
  }
}

/** Turns `--at -1` into `--at=-1`, so that the error comes from the option itself and says what it expects. */
function withNegativeValues(args: string[], options: OptionTable): string[] {
  const out: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const takesValue = args[i].startsWith("--") && options[args[i].slice(2)]?.type === "string";
    if (takesValue && /^-[\d.]/.test(args[i + 1] ?? "")) out.push(`${args[i]}=${args[++i]}`);
    else out.push(args[i]);
  }
  return out;
}

function checkPositionals(
  { name, positionals, more }: Command,
  found: readonly string[],
  options: OptionValues,
): void {
  const goesOn = more !== undefined && options[more.with] === true;
  const wanted = goesOn ? [...positionals, more.name] : positionals;
  if (found.length === wanted.length || (goesOn && found.length > wanted.length)) return;
  throw new InputError(
    found.length < wanted.length
      ? `${name}: ${wanted[found.length]} is missing; expected ${wanted.join(" ")}`
      : `${name}: '${shortened(found[wanted.length])}' is one argument too many; expected ${wanted.join(" ") || "none"}`,
  );
}

/** The path of the model that a command reads, or else of the one it writes. */
function modelOf(
  { positionals: names }: Command,
  { model, out }: OptionValues,
  positionals: readonly string[],
): string | undefined {
  const path = model ?? positionals[names.indexOf("MODEL")] ?? out;
  return typeof path === "string" ? path : undefined;
}

function generalHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((c) => c.name.length));
  return [
    "sparse-diff: why this byte? Attribution of a byte-level Elman RNN's predictions.",
    "",
    ...commands.map((c) => `  ${c.name.padEnd(width)}  ${c.summary}`),
    "",
    "Every command takes --help and, except lsp, --json (one JSON object on standard output).",
    "TEXT is any file, read as bytes. MODEL is raw weights, safetensors, a PyTorch file or .npz, known by its bytes.",
    dashHelp,
    "",
  ].join("\n");
}

function commandHelp(command: Command): string {
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

const expected = [InputError, FileError, WorkerDied, KernelsUnavailable];

/**
 * What standard error says when a command throws. Bad input, lack of memory and a dead thread give one line; anything
 * else is a bug in this program, reported with what a bug report needs.
 * @param model the path of the model the command was given
 */
export function failureText(error: unknown, model = "the model"): string {
  if (error instanceof NotFinite) return oneLine(error.of(model));
  const message = oneLine(error instanceof Error ? error.message : String(error));
  if (error instanceof TeamBroken)
    return `${message}; run it again, with --checkpoint it goes on from where it was`;
  if (isNotEnoughMemory(error) || expected.some((kind) => error instanceof kind)) return message;
  const stack = error instanceof Error && error.stack ? `\n${error.stack}` : "";
  return `a defect of this program: ${message}; please report it with the command and these lines${stack}`;
}
