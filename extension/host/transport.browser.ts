// The server as a web worker of a web extension host. It has no file system: what it asks for is answered with the editor's
// files (filesForServer.ts). Messages come out as a channel between processes would deliver them (protocol/wire/plain.ts).
import type * as vscode from "vscode";
import { BrowserMessageReader, BrowserMessageWriter, type Message } from "vscode-jsonrpc/browser";
import { plainFromClient } from "../../server/protocol/wire/plain";
import { l10n } from "../../server/protocol/words/l10n";
import { answerFiles } from "./filesForServer";
import type { Transport } from "./serverLink";

interface WebWorker {
  onerror: ((event: { readonly message?: string }) => void) | null;
  terminate(): void;
}
declare const Worker: new (url: string) => WebWorker;

/** @param script the worker's @param extension its folder, whose files the worker may read */
export function startWorker(script: vscode.Uri, extension: vscode.Uri): Transport {
  const worker = new Worker(script.toString(true));
  const port = worker as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
  const writer = new BrowserMessageWriter(port);
  const write = writer.write.bind(writer);
  writer.write = (message: Message) => write(plainFromClient(message));
  const ended = new Promise<string>((resolve) => {
    worker.onerror = ({ message }) => resolve(message ?? l10n`it cannot be loaded`);
  });
  return {
    reader: new BrowserMessageReader(port),
    writer,
    processId: null,
    ended,
    kill: () => worker.terminate(),
    answers: (client) => answerFiles(client, extension),
  };
}
