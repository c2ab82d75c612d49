// Where output goes: tables on standard output, progress on standard error and only on a terminal.
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
