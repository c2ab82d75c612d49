// From arguments to a command and back to an exit code: 0 done; 1 a check failed; 2 bad use, bad input or any other
// failure, reported on standard error; 130 interrupted (143 and 129 by SIGTERM, SIGHUP). The table of commands is here too;
// no command's own work is.
import { version } from "../../package.json";
import { checkNumbers } from "../answers/numbers";
import { discardAtEnd, nodeFiles } from "../files.node";
import { InputError } from "../nets/inputError";
import { shortened } from "../protocol/words/shortened";
import { checkPositionals, parse } from "./arguments";
import type { Command, Context, OptionValues } from "./command";
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
import { failureText } from "./failure";
import { refuseDashes, refuseEmpty } from "./fileNames";
import { commandHelp, generalHelp } from "./help";
import { hearStreamErrors, writeOutput } from "./standardOutput";
import { terminal } from "./terminal";

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
    if (name === "--version") {
      writeOutput(`${version}\n`);
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
    checkWorkingFolder();
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

/** Threads cannot be started in a folder that has been deleted. @throws InputError */
function checkWorkingFolder(): void {
  try {
    process.cwd();
  } catch {
    throw new InputError("the working folder has been deleted; expected one that exists");
  }
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
