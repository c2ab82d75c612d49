// Where output goes: tables to standard output; progress to standard error, only if it is a terminal.
import type { Output } from "./command";

export function terminal(): Output {
  const interactive = process.stderr.isTTY === true;
  return {
    print: (text) =>
      void process.stdout.write(
        typeof text !== "string" || text.endsWith("\n") ? text : `${text}\n`,
      ),
    note: (text) => {
      if (interactive && !process.stdout.isTTY) process.stderr.write(`${text()}\n`);
    },
    progress: (text) => {
      if (interactive) process.stderr.write(`\r\x1b[K${text}`);
    },
  };
}
