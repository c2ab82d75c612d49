// How a command asks the server: waits for it, and says in one sentence why there is no answer. What follows the screen
// asks in other ways: traces.ts, causes.ts, profiles.ts.
import type * as vscode from "vscode";
import type { Request } from "../../server/protocol/wire/request";
import { CannotRun, textChanged } from "../state/cannotRun";
import { isQuiet, isStale, sentenceOf } from "../state/failures";
import { connected, type ServerProcess } from "./serverProcess";

/** Undefined if cancelled, or if a newer request takes its place. @throws CannotRun */
export async function askFor<P, R>(
  server: ServerProcess,
  request: Request<P, R>,
  params: P,
  token?: vscode.CancellationToken,
): Promise<R | undefined> {
  const client = await connected(server);
  try {
    return await client.ask(request, params, token);
  } catch (error) {
    if (token?.isCancellationRequested) return undefined;
    if (isStale(error)) throw textChanged();
    if (isQuiet(error)) return undefined;
    throw new CannotRun(sentenceOf(error));
  }
}
