// What is written behind a command, read by its table of options and its positional arguments: each option once, no argument too few
// or too many. Not here: what a value means (command.ts), and which names a file may have (fileNames.ts).
import { parseArgs } from "node:util";
import { InputError } from "../nets/inputError";
import { shortened } from "../protocol/words/shortened";
import type { Command, OptionTable, OptionValues } from "./command";

const helpOption: OptionTable = { help: { type: "boolean", short: "h" } };
const jsonOption: OptionTable = { json: { type: "boolean" } };

/** @throws InputError */
export function parse(command: Command, args: string[]) {
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

/** @throws InputError */
export function checkPositionals(
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
