// The running server's client, for commands that need the server without a switched-on file: starts it
// and waits. Fails with one sentence where it does not come.
import type { LanguageClient } from "vscode-languageclient/node";
import { CannotRun } from "../cannotRun";
import type { ServerProcess } from "./serverProcess";

const WITHIN_MS = 15_000;

export function connected(server: ServerProcess): Promise<LanguageClient> {
  server.ensureStarted();
  if (server.client) return Promise.resolve(server.client);
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      connects.dispose();
      phases.dispose();
    };
    const fail = (sentence: string) => {
      end();
      reject(new CannotRun(sentence));
    };
    const timer = setTimeout(
      () => fail("The attribution server has not answered yet; see the log."),
      WITHIN_MS,
    );
    const connects = server.onDidConnect((client) => {
      end();
      resolve(client);
    });
    const phases = server.onDidChangePhase((phase) => {
      if (phase === "broken") fail("The attribution server keeps stopping. See the log.");
    });
    if (server.phase === "broken") fail("The attribution server keeps stopping. See the log.");
  });
}
