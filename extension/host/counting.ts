// What counting says of places in open files (docs/counting.md): requested, and remembered for the places asked for last. Who asks,
// and what is shown of it, is up to the features.
import { LRUCache } from "lru-cache";
import type * as vscode from "vscode";
import { countingRequest, type EditorCounting } from "../../server/protocol/wire/counting";
import { documentNumber } from "../state/documentNumbers";
import { isQuiet } from "../state/failures";
import { type Focus, placeOf } from "../state/focus";
import type { OpenFiles } from "./openFiles";
import type { ServerProcess } from "./serverProcess";

const REMEMBERED = 100;

export class Counting {
  private readonly known = new LRUCache<string, EditorCounting>({ max: REMEMBERED });

  constructor(
    private readonly server: ServerProcess,
    private readonly files: OpenFiles,
  ) {}

  /** Undefined for what is wider than a byte, for the first byte, and if there is no answer for the text as it is now. */
  async of(
    document: vscode.TextDocument,
    focus: Focus,
    token?: vscode.CancellationToken,
  ): Promise<EditorCounting | undefined> {
    const { client } = this.server;
    if (!client || focus.wider || this.files.get(document)?.phase.kind !== "ready")
      return undefined;
    const { version } = document;
    const place = placeOf(document, focus);
    const key = JSON.stringify([documentNumber(document), version, place]);
    const known = this.known.get(key);
    if (known) return known;
    try {
      const params = { uri: document.uri.toString(), version, place };
      const answer = await client.ask(countingRequest, params, token);
      if (answer.kind !== "counting" || document.version !== version) return undefined;
      // A byte that is not counted yet will be.
      if (answer.bits !== null) this.known.set(key, answer);
      return answer;
    } catch (error) {
      // The trace of the same place says what is wrong with the server.
      if (!isQuiet(error)) console.error(`counting: ${(error as Error).message}`);
      return undefined;
    }
  }
}
