// The connection of `sparse-diff lsp`: standard input and output, on which nothing but the protocol's messages may be, and the
// end of the process: by the client, with the client, or when standard input ends. What is answered is in serveEditor.ts.
import { Console } from "node:console";
import {
  createConnection,
  ProposedFeatures,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { version } from "../../package.json";
import { visibleText } from "../protocol/words/visibleText";
import { wellFormed } from "../wellFormed";
import { FramedReader } from "./framing";
import { type EditorServer, serveEditor } from "./serveEditor";

/** How long the messages that came last have after the end of standard input. */
const LAST_MS = 200;

/** Serves until the process ends, which the library sees to: 0 after a shutdown, otherwise 1. */
export function serveStandardStreams(
  server: Omit<EditorServer, "connection" | "version">,
): Promise<never> {
  // Whatever is logged goes to standard error.
  globalThis.console = new Console(process.stderr);
  const writer = new StreamMessageWriter(process.stdout);
  const reader = new FramedReader(process.stdin);
  const connection = createConnection(ProposedFeatures.all, wellFormed(reader, writer), writer);
  let isShutDown = false;
  connection.onShutdown(() => {
    isShutDown = true;
  });
  const code = () => (isShutDown ? 0 : 1);
  // What has come before the end is handled first, an exit among it.
  const ended = () => setTimeout(() => process.exit(code()), LAST_MS);
  process.stdin.once("end", ended);
  process.stdin.once("close", ended);
  // A reader that stops early is a client that has gone; for every other command it is no failure.
  process.stdout.prependListener("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(code());
  });
  reader.onError((error) => {
    process.stderr.write(`sparse-diff: standard input: ${visibleText(error.message)}\n`);
    process.exit(2);
  });
  serveEditor({ ...server, connection, version });
  return new Promise(() => {});
}
