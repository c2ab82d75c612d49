// A real server that hostile input is given to, and what must hold of each answer: a result, or one sentence that is short
// enough to be shown and names no defect of the program. The process lives and goes on.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CancellationTokenSource,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver-protocol/node";
import { layerRequest } from "../../../../server/protocol/wire/layer";
import {
  alphabetsNotification,
  attachRequest,
  traceRequest,
} from "../../../../server/protocol/wire/messages";
import { describeRequest } from "../../../../server/protocol/wire/training";
import { type Server, settings, startServer } from "../../../protocol/server";
import type { Report } from "../report";
import { canWatch, forgetMost, LONGEST_SILENCE, memoryOf, Watch } from "../watch";
import type { HostileMessage } from "./messages";
import type { HostileModel } from "./models";

/** Characters of a sentence. */
const LONGEST = 1000;
const PATIENCE = 300;
/** Milliseconds after which an answer is missed. */
export const LOST = 180_000;
const DEFECT = /is not a function|Cannot read prop|is not iterable|of undefined|\[object /;

const TEXT = "Why this byte?\nZwölf Bytes später.\n";

export class Target {
  private cases = 0;
  /** Milliseconds after which a request that is still at work is cancelled. */
  patience = PATIENCE;

  private constructor(
    readonly server: Server,
    readonly folder: string,
    private readonly watch: Watch | undefined,
    private readonly report: Report | undefined,
  ) {}

  /** @param folder of its own, for the files it is given */
  static async start(folder: string, report?: Report): Promise<Target> {
    const server = await startServer();
    fs.mkdirSync(folder, { recursive: true });
    return new Target(server, folder, canWatch ? new Watch(server, report) : undefined, report);
  }

  /** Ends the server. With `isTimed` it must have heard messages all along. */
  async end(isTimed: boolean): Promise<void> {
    await this.watch?.stop();
    const { pid, exitCode, signalCode } = this.server.process;
    assert.ok(
      exitCode === null && signalCode === null,
      `the server ended: ${exitCode} ${signalCode}`,
    );
    if (canWatch) {
      const { most, threads } = memoryOf({ pid });
      this.report?.time("most memory in MiB", most);
      this.report?.time("threads at the end", threads);
    }
    this.server.stop();
    if (!isTimed || !this.watch) return;
    const { longest, longestDuring } = this.watch;
    this.report?.time("longest computing of the main thread", longest);
    assert.ok(
      longest < LONGEST_SILENCE,
      `${longestDuring}: no message was heard while the main thread computed for ${longest} ms`,
    );
  }

  /** MiB, at most, since the last time. */
  mostMemory(): number {
    const { most } = memoryOf(this.server.process);
    forgetMost(this.server.process);
    return most;
  }

  /** A model is described, and where that goes well, a text is explained by it. */
  async model({ what, name, bytes, beside, prefix }: HostileModel): Promise<void> {
    const folder = path.join(this.folder, String(this.cases++));
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, name), bytes);
    for (const [other, content] of Object.entries(beside))
      fs.writeFileSync(path.join(folder, other), content);
    const file = path.join(folder, name);
    const modelPath = prefix === undefined ? file : `${file}#net=${prefix}`;
    if (this.watch) this.watch.during = what;
    const uri = `untitled:hostile${this.cases}`;
    await this.server.open(uri, TEXT);
    const described = await this.answer(what, describeRequest.method, {
      modelPath,
      source: { kind: "document", uri },
    });
    this.report?.count(described ? "models read" : "models refused");
    // A net that is described may still be one whose numbers leave the finite range.
    if (described && (await this.answer(what, attachRequest.method, { uri, modelPath }))) {
      const about = { uri, version: 1 };
      const place = { kind: "caret", line: 1, character: 4 };
      await this.answer(what, traceRequest.method, { ...about, place, settings });
      const [start, end] = [0, 2].map((line) => ({ line, character: 0 }));
      const layer = { ...about, layer: "surprise", start, end, depth: 1 };
      await this.answer(what, layerRequest.method, layer);
    }
    await this.server.close(uri);
    fs.rmSync(folder, { recursive: true });
  }

  async message({ method, params }: HostileMessage): Promise<void> {
    if (this.watch) this.watch.during = method;
    const isAnswered = await this.answer(method, method, params);
    this.report?.count(isAnswered ? "messages answered" : "messages refused");
  }

  /** Settings have no answer; the model that is asked for after them has one. */
  async alphabets(value: unknown, model: string): Promise<void> {
    await this.server.connection.sendNotification(alphabetsNotification.method, {
      alphabets: value,
    });
    await this.answer("settings", describeRequest.method, { modelPath: model });
    await this.server.connection.sendNotification(alphabetsNotification.method, { alphabets: {} });
    this.report?.count("settings");
  }

  /** Whether there was a result. A request that works for long is cancelled, and must be answered then. */
  async answer(what: string, method: string, params: unknown): Promise<boolean> {
    const token = new CancellationTokenSource();
    const cancelling = setTimeout(() => token.cancel(), this.patience);
    const lost = new AbortController();
    const missed = sleep(LOST, undefined, { signal: lost.signal }).then(
      () => Promise.reject(new Error(`${what}: ${method} has no answer`)),
      () => undefined,
    );
    try {
      await Promise.race([this.server.connection.sendRequest(method, params, token.token), missed]);
      return true;
    } catch (error) {
      assert.ok(error instanceof ResponseError, `${what}: ${error}`);
      this.check(what, error);
      return false;
    } finally {
      clearTimeout(cancelling);
      lost.abort();
    }
  }

  private check(what: string, { code, message }: ResponseError): void {
    if (code === LSPErrorCodes.RequestCancelled) return;
    const said = `${what}: ${code} ${message.slice(0, 2 * LONGEST)}`;
    assert.notEqual(code, ErrorCodes.InternalError, said);
    assert.ok(message.length < LONGEST, `${message.length} characters: ${said}`);
    assert.doesNotMatch(message, DEFECT, said);
    assert.doesNotMatch(message, /[\n\r]/, said);
  }
}
