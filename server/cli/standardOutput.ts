// Standard output of a command: everything is written, or the command fails with a sentence. Node's own stream writes to a file once
// and goes on where the disk was full after a part of it. Not here: what is printed.
import fs from "node:fs";
import { FileError } from "../files";
import { reasonOf } from "../files.node";

const OUTPUT = 1;

/** @throws FileError if standard output is a file that has no room for it */
export function writeOutput(text: string | Uint8Array): void {
  if (!isFile()) {
    process.stdout.write(text);
    return;
  }
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  for (let written = 0; written < bytes.length; ) written += writtenFrom(bytes, written);
}

/** A reader that stops early, such as `head`, is not a failure. What standard error cannot take is lost, and changes no exit code. */
export function hearStreamErrors(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") process.stderr.write(`sparse-diff: ${failure(error).message}\n`);
    process.exit(error.code === "EPIPE" ? 0 : 2);
  });
  process.stderr.on("error", () => {});
}

function writtenFrom(bytes: Uint8Array, from: number): number {
  try {
    return fs.writeSync(OUTPUT, bytes, from);
  } catch (error) {
    throw failure(error);
  }
}

function failure(error: unknown): FileError {
  return new FileError("standard output", "write", reasonOf(error), { cause: error });
}

function isFile(): boolean {
  try {
    return fs.fstatSync(OUTPUT).isFile();
  } catch {
    return false; // it is closed
  }
}
