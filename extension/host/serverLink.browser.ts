// The server as a web worker of a web extension host. The worker has no file system: what it asks for is answered with the
// editor's files (filesForServer.ts). Messages are delivered as a channel between processes would (protocol/wire/plain.ts).
import type * as vscode from "vscode";
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createMessageConnection,
  type Message,
} from "vscode-jsonrpc/browser";
import { plainFromClient } from "../../server/protocol/wire/plain";
import { answerFiles } from "./filesForServer";
import type { MakeServer } from "./serverLink";

interface WebWorker {
  onerror: ((event: { readonly message?: string }) => void) | null;
  terminate(): void;
}
declare const Worker: new (url: string) => WebWorker;

/** Types of window/logMessage. */
const LOG = ["", "error", "warn", "info", "debug"] as const;

/** @param script the worker's */
export function serverWorker(script: vscode.Uri, extension: vscode.Uri): MakeServer {
  return async ({ log, options, onStopped }) => {
    const worker = new Worker(script.toString(true));
    const port = worker as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
    const writer = new BrowserMessageWriter(port);
    const write = writer.write.bind(writer);
    writer.write = (message: Message) => write(plainFromClient(message));
    const connection = createMessageConnection(new BrowserMessageReader(port), writer);
    let isOver = false;
    const end = () => {
      isOver = true;
      connection.dispose();
      worker.terminate();
    };
    const failed = new Promise<never>((_, reject) => {
      worker.onerror = ({ message = "no reason given" }) => {
        reject(new Error(message));
        log.error(`The attribution server failed: ${message}`);
        if (isOver) return;
        end();
        onStopped();
      };
    });
    failed.catch(() => {}); // start() tells of it
    connection.onNotification("window/logMessage", ({ type, message }) =>
      log[LOG[type] || "info"](message),
    );
    answerFiles(connection, extension);
    return {
      async start() {
        connection.listen();
        const capabilities = {};
        const params = {
          processId: null,
          rootUri: null,
          capabilities,
          initializationOptions: options,
        };
        await Promise.race([connection.sendRequest("initialize", params), failed]);
        await connection.sendNotification("initialized", {});
      },
      ask: (method, params, token) =>
        token
          ? connection.sendRequest(method, params, token)
          : connection.sendRequest(method, params),
      tell: (method, params) => void connection.sendNotification(method, params),
      onTold: (method, listener) => void connection.onNotification(method, listener),
      async stop(milliseconds) {
        if (isOver) return;
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise((resolve) => {
          timer = setTimeout(resolve, milliseconds);
        });
        await Promise.race([connection.sendRequest("shutdown").catch(() => {}), late]);
        clearTimeout(timer);
        end();
      },
    };
  };
}
