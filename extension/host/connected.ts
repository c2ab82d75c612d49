// The running server's client, for commands that need the server but no switched-on file: starts the server and waits
// for it. Fails with one sentence if it does not start.
import { CannotRun, serverStopped } from "../state/cannotRun";
import type { ServerConnection } from "./connection";
import type { ServerProcess } from "./serverProcess";

const WITHIN_MS = 15_000;

export async function connected(server: ServerProcess): Promise<ServerConnection> {
  server.ensureStarted();
  if (server.phase === "broken") throw serverStopped();
  if (server.client) return server.client;
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      connects.dispose();
      phases.dispose();
    };
    const fail = (error: CannotRun) => {
      end();
      reject(error);
    };
    const timer = setTimeout(
      () => fail(new CannotRun("The attribution server has not answered yet; see the log.")),
      WITHIN_MS,
    );
    const connects = server.onDidConnect((client) => {
      end();
      resolve(client);
    });
    const phases = server.onDidChangePhase((phase) => {
      if (phase === "broken") fail(serverStopped());
    });
  });
}
