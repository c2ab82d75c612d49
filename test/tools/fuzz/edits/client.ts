// A server process and its client, for questions that may be refused or wait: an answer is what the server says in the end. A
// server that ends by itself fails every question. Asserts nothing of the answers.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { ResponseError } from "vscode-languageserver-protocol";
import {
  type Alphabets,
  alphabetsNotification,
  attachRequest,
  type DocumentStatus,
} from "../../../../server/protocol/wire/messages";
import { type Server, type ServerOptions, startServer } from "../../../protocol/server";
import type { Asked } from "./asked";

export type Answer =
  | { readonly answer: unknown }
  | {
      readonly refused: { readonly code: number; readonly message: string; readonly data: unknown };
    };

/** A question that is pending for longer than this hangs. */
const PATIENCE = 120_000;

export class Client {
  /** What the server wrote that is no message. */
  said = "";
  private readonly ended: Promise<never>;
  private isMeantToEnd = false;

  private constructor(readonly server: Server) {
    const { process } = server;
    for (const stream of [process.stderr, process.stdout])
      stream?.on("data", (piece) => {
        this.said += piece;
      });
    this.ended = new Promise((_, reject) => {
      process.once("exit", (code, signal) => {
        if (!this.isMeantToEnd) this.said += `\nthe server ended: ${code ?? signal}`;
        reject(new Error(`the server ended (${code ?? signal}): ${this.said}`));
      });
    });
    this.ended.catch(() => undefined);
  }

  static async start(options: ServerOptions = {}): Promise<Client> {
    return new Client(await startServer(options));
  }

  useAlphabets(alphabets: Alphabets): Promise<void> {
    return this.server.connection.sendNotification(alphabetsNotification.method, { alphabets });
  }

  async attach(params: { uri: string; modelPath: string; dirty?: boolean; mark?: boolean }) {
    const found = await this.once({ method: attachRequest.method, params });
    // What has been told until now is of the model before.
    const { statuses } = this.server;
    if ("answer" in found)
      statuses.splice(0, statuses.length, ...statuses.filter(({ uri }) => uri !== params.uri));
    return found;
  }

  /** The first answer, which may be that it is pending. */
  async once({ method, params }: Asked, uri?: string): Promise<Answer> {
    const all = uri === undefined ? params : { uri, ...params };
    try {
      const asked = this.server.connection.sendRequest<unknown>(method, all);
      return { answer: await Promise.race([asked, this.ended]) };
    } catch (error) {
      if (!(error instanceof ResponseError)) throw error;
      return { refused: { code: error.code, message: error.message, data: error.data } };
    }
  }

  /** Asks again while the answer is pending. */
  async ask(asked: Asked, uri?: string): Promise<Answer> {
    for (const end = Date.now() + PATIENCE; ; ) {
      const found = await this.once(asked, uri);
      if (!isPending(found)) return found;
      if (Date.now() > end) throw new Error(`${asked.method} is pending for ever`);
      await sleep(2);
    }
  }

  /** The status of a text that has been read and counted. */
  status(uri: string, version: number): Promise<DocumentStatus> {
    const isWhole = (status: DocumentStatus) =>
      status.uri === uri &&
      status.version === version &&
      status.percent === 100 &&
      status.counting?.percent === 100;
    return Promise.race([this.server.status(isWhole), this.ended, hangs("no whole status")]);
  }

  /** Ends the server and waits until it is gone. @returns its exit code or signal */
  async end(signal: "SIGKILL" | "SIGTERM" | "SIGHUP" = "SIGKILL"): Promise<string> {
    const { process, connection } = this.server;
    this.isMeantToEnd = true;
    const gone = new Promise<string>((resolve) => {
      if (process.exitCode !== null || process.signalCode !== null) resolve("before");
      process.once("exit", (code, by) => resolve(String(code ?? by)));
    });
    process.kill(signal);
    const how = await gone;
    connection.dispose();
    assert.equal(this.said, "", "the server wrote something");
    return how;
  }
}

export const isPending = (found: Answer): boolean =>
  "answer" in found && (found.answer as { kind?: unknown } | null)?.kind === "pending";

async function hangs(what: string): Promise<never> {
  await sleep(PATIENCE, undefined, { ref: false });
  throw new Error(what);
}
