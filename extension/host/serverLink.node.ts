// The server as a process of its own, on the desktop and on remote hosts, by the protocol library. That is loaded with the
// first switched-on file, so that editors without one pay nothing.
import type { LanguageClient } from "vscode-languageclient/node";
import type { MakeServer } from "./serverLink";

/** @param module path of the server's entry */
export function serverProcess(module: string): MakeServer {
  return async ({ log, options, onStopped }) => {
    const lsp = await import("./languageClient.node");
    const transport = lsp.TransportKind.ipc;
    const client: LanguageClient = new lsp.LanguageClient(
      "sparseDiff",
      "Sparse Differentiation",
      {
        run: { module, transport },
        // Used while this host itself is being debugged: 'Attach to Server' in .vscode/launch.json.
        debug: { module, transport, options: { execArgv: ["--inspect=6009"] } },
      },
      {
        initializationOptions: options,
        documentSelector: [], // only files that were switched on are sent, by openFiles
        outputChannel: log,
        revealOutputChannelOn: lsp.RevealOutputChannelOn.Never,
        initializationFailedHandler: () => false,
        errorHandler: {
          error: () => ({ action: lsp.ErrorAction.Continue, handled: true }),
          closed: () => {
            onStopped();
            return { action: lsp.CloseAction.DoNotRestart, handled: true };
          },
        },
      },
    );
    // The library's own messages name connections and codes; the user is told what matters here and in the log.
    client.error = (message, data) => log.error(message, data ?? "");
    return {
      start: () => client.start(),
      ask: (method, params, token) =>
        token ? client.sendRequest(method, params, token) : client.sendRequest(method, params),
      tell: (method, params) => void client.sendNotification(method, params),
      onTold: (method, listener) => void client.onNotification(method, listener),
      stop: (milliseconds) => client.dispose(milliseconds),
    };
  };
}
