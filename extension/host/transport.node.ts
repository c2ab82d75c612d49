// The server as a process of its own, on the desktop and on remote hosts: forked, with messages over Node's channel. Loaded with
// the first switched-on file, and only on Node.
import { fork } from "node:child_process";
import type * as vscode from "vscode";
import { IPCMessageReader, IPCMessageWriter } from "vscode-jsonrpc/node";
import { l10n } from "../../server/protocol/words/l10n";
import type { Transport } from "./serverLink";

/** Used while this host itself is being debugged: 'Attach to Server' in .vscode/launch.json. */
const DEBUG = ["--inspect=6009"];

/** @param module path of the server's entry */
export function startProcess(module: string, log: vscode.LogOutputChannel): Transport {
  const isDebugged = process.execArgv.some((word) => /^--inspect(-brk)?(=|$)/.test(word));
  const child = fork(module, {
    silent: true,
    execArgv: isDebugged ? DEBUG : [],
    // On the desktop the program that runs this host is VS Code itself.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1", ELECTRON_NO_ASAR: "1" },
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (text) => log.append(String(text)));
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? l10n`exit code ${String(code)}`));
  });
  return {
    reader: new IPCMessageReader(child),
    writer: new IPCMessageWriter(child),
    processId: process.pid,
    ended,
    kill: () => void child.kill(),
  };
}
