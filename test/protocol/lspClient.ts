// A client of `sparse-diff lsp` as a process, for tests: what an editor sends, and what comes back. Contains no tests.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import {
  createProtocolConnection,
  type Hover,
  HoverRequest,
  InitializedNotification,
  type InitializeParams,
  InitializeRequest,
  type InitializeResult,
  type MarkupContent,
  type Position,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  ShowMessageNotification,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from "vscode-languageserver-protocol/node";
import { until } from "../tools/states";
import { script } from "./commandLine";
import { textMessages } from "./textMessages";

export interface LspClient {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcessWithoutNullStreams;
  readonly started: InitializeResult;
  /** What it told the person. */
  readonly messages: string[];
  readonly diagnostics: PublishDiagnosticsParams[];
  /** Exit code, once it has ended. */
  readonly ended: Promise<number | null>;
  open(uri: string, text: string): Promise<void>;
  change(uri: string, version: number, changes: TextDocumentContentChangeEvent[]): Promise<void>;
  close(uri: string): Promise<void>;
  hover(uri: string, position: Position): Promise<Hover>;
  /** The lines of a hover, without the fence around them in Markdown. */
  lines(uri: string, position: Position): Promise<string[]>;
  /** Waits for the diagnostics of a text that satisfy the condition. */
  told(
    uri: string,
    condition: (params: PublishDiagnosticsParams) => boolean,
  ): Promise<PublishDiagnosticsParams>;
  stop(): void;
}

const running = new Set<ChildProcessWithoutNullStreams>();

/** Ends what a failed test has left. */
export function stopAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

export async function startLsp(
  args: readonly string[],
  initialise: Partial<InitializeParams> = {},
): Promise<LspClient> {
  const child = spawn(process.execPath, [script, "lsp", ...args]);
  running.add(child);
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  void ended.then(() => running.delete(child));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const messages: string[] = [];
  const diagnostics: PublishDiagnosticsParams[] = [];
  connection.onNotification(ShowMessageNotification.type, ({ message }) => {
    messages.push(message);
  });
  connection.onNotification(PublishDiagnosticsNotification.type, (told) => {
    diagnostics.push(told);
  });
  connection.listen();
  const started = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    ...initialise,
  });
  await connection.sendNotification(InitializedNotification.type, {});
  const hover = (uri: string, position: Position) =>
    connection.sendRequest(HoverRequest.type, {
      textDocument: { uri },
      position,
    }) as Promise<Hover>;
  return {
    connection,
    process: child,
    started,
    messages,
    diagnostics,
    ended,
    ...textMessages(connection),
    hover,
    lines: async (uri, position) => {
      const { value } = (await hover(uri, position)).contents as MarkupContent;
      return value.split("\n").filter((line) => !line.startsWith("```"));
    },
    told: async (uri, condition) => {
      const find = () => diagnostics.findLast((told) => told.uri === uri && condition(told));
      await until(() => find() !== undefined, `no such diagnostics of ${uri}`);
      return find()!;
    },
    stop: () => {
      connection.dispose();
      child.kill("SIGKILL");
    },
  };
}
