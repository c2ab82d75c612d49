// The memory curve of the file on the screen: how far back the net looks. view.ts asks for it only while the chart is open.
import type * as vscode from "vscode";
import { type FileMemory, memoryRequest } from "../../../server/protocol/wire/causes";
import type { Fed } from "../../../server/protocol/wire/page";
import { feedOf, type ServerFeed } from "../../host/profiles";
import type { ServerProcess } from "../../host/serverProcess";

export class Memories implements vscode.Disposable {
  private readonly feed: ServerFeed<FileMemory>;
  private wanted = "";

  constructor(server: ServerProcess, changed: () => void) {
    this.feed = feedOf(server, changed);
  }

  /** What is known of the text as it is now. @param model its sha256 */
  of(document: vscode.TextDocument, model: string): Fed<FileMemory> {
    return this.feed.of(keyOf(document, model));
  }

  /** Requests the curve of the text as it is now, unless that has been done. */
  want(document: vscode.TextDocument, model: string): void {
    const params = { uri: document.uri.toString(), version: document.version };
    this.wanted = keyOf(document, model);
    this.feed.want(this.wanted, async (client, token) => {
      const answer = await client.ask(memoryRequest, params, token);
      return answer.kind === "memory" ? answer : undefined;
    });
  }

  /** Nobody is looking any more. A curve that is there is kept: it takes seconds. */
  stop(): void {
    if (this.feed.of(this.wanted).kind !== "ready") this.feed.stop();
  }

  dispose(): void {
    this.feed.dispose();
  }
}

function keyOf({ uri, version }: vscode.TextDocument, model: string): string {
  return [uri, version, model].join(" ");
}
