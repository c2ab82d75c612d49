// A real server process and a connection to it, like the extension's; used by every protocol test.
import { type ChildProcess, type ForkOptions, fork } from "node:child_process";
import path from "node:path";
import {
  type CancellationToken,
  createProtocolConnection,
  InitializedNotification,
  InitializeRequest,
  IPCMessageReader,
  IPCMessageWriter,
  type ProtocolConnection,
  type TextDocumentContentChangeEvent,
} from "vscode-languageserver-protocol/node";
import {
  type MeasureProgress,
  measureProgressNotification,
} from "../../server/protocol/wire/measures";
import {
  attachRequest,
  type DocumentStatus,
  documentStatusNotification,
  type InitializationOptions,
  type TraceParams,
  type TraceSettings,
  traceRequest,
} from "../../server/protocol/wire/messages";
import type { Request } from "../../server/protocol/wire/request";
import { textMessages } from "./textMessages";

export const settings: TraceSettings = {
  depth: 50,
  method: "gradient",
  objective: "logprob",
  target: "true",
  threshold: null,
};

export interface Server {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcess;
  readonly statuses: DocumentStatus[];
  /** What measures have told of how far they are. */
  readonly told: MeasureProgress[];
  /** Opens a text of its own, attached to a model. Returns its address. */
  openWith(text: string, modelPath: string): Promise<string>;
  open(uri: string, text: string, version?: number): Promise<void>;
  change(uri: string, version: number, changes: TextDocumentContentChangeEvent[]): Promise<void>;
  close(uri: string): Promise<void>;
  attach(uri: string, modelPath: string): ReturnType<typeof attachOf>;
  trace(
    params: Partial<TraceParams> & Pick<TraceParams, "uri" | "place">,
  ): ReturnType<typeof traceOf>;
  /** Waits for a status that satisfies the condition. */
  status(condition: (status: DocumentStatus) => boolean): Promise<DocumentStatus>;
  stop(): void;
}

/** Sends a request of this project over a test's connection. */
export function ask<P, R>(
  connection: ProtocolConnection,
  { method }: Request<P, R>,
  params: P,
  token?: CancellationToken,
): Promise<R> {
  return connection.sendRequest<R>(method, params, ...(token ? [token] : []));
}

const attachOf = (c: ProtocolConnection, uri: string, modelPath: string) =>
  ask(c, attachRequest, { uri, modelPath });
const traceOf = (c: ProtocolConnection, params: TraceParams) => ask(c, traceRequest, params);

/** Of the process, and what `initialize` carries. */
export type ServerOptions = Partial<InitializationOptions> & ForkOptions;

/** The process alone, which has heard nothing. Needs dist/server.js, which `npm run build` makes. */
export function forkServer(options: ForkOptions = {}): ChildProcess {
  return fork(path.resolve("dist/server.js"), { ...options, silent: true });
}

export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const { storage, alphabets, translations, ...forked } = options;
  const child = forkServer(forked);
  const connection = createProtocolConnection(
    new IPCMessageReader(child),
    new IPCMessageWriter(child),
  );
  const statuses: DocumentStatus[] = [];
  const told: MeasureProgress[] = [];
  connection.onNotification(measureProgressNotification.method, (progress: MeasureProgress) => {
    told.push(progress);
  });
  const waiting = new Set<() => void>();
  connection.onNotification(documentStatusNotification.method, (status: DocumentStatus) => {
    statuses.push(status);
    for (const look of waiting) look();
  });
  connection.listen();
  await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    initializationOptions: { storage, alphabets, translations },
  });
  await connection.sendNotification(InitializedNotification.type, {});
  let opened = 0;
  const messages = textMessages(connection);
  return {
    connection,
    process: child,
    statuses,
    told,
    ...messages,
    openWith: async (text, modelPath) => {
      const uri = `untitled:text${++opened}`;
      await messages.open(uri, text);
      await attachOf(connection, uri, modelPath);
      return uri;
    },
    attach: (uri, modelPath) => attachOf(connection, uri, modelPath),
    trace: (params) => traceOf(connection, { version: 1, settings, ...params }),
    status: (condition) =>
      new Promise((resolve) => {
        const look = () => {
          const found = statuses.find(condition);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    stop: () => {
      connection.dispose();
      child.kill("SIGKILL");
    },
  };
}
