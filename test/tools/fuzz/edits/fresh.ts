// The answer of a server that has just been given the whole text at once: what every edited text must be answered too. Its
// process is replaced by a new one now and then. Compares nothing.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { compareRequest } from "../../../../server/protocol/wire/comparison";
import type { DocumentStatus } from "../../../../server/protocol/wire/messages";
import { patternsRequest } from "../../../../server/protocol/wire/patterns";
import type { Asked } from "./asked";
import { type Answer, Client } from "./client";
import { bytesOf, type OpenText } from "./texts";

/** Texts that one process is given before another takes its place. */
const TEXTS_A_PROCESS = 400;

export class Fresh {
  private client: Client | undefined;
  private texts = 0;
  private opened: { readonly open: OpenText; readonly uri: string } | undefined;

  constructor(private readonly folder: string) {}

  /** @returns the answer, with `uri` in place of the address that the text has here */
  async ask(open: OpenText, asked: Asked): Promise<Answer> {
    const { client, uri } = await this.given(open);
    return named(await client.ask(asked, uri), uri, open.uri);
  }

  async status(open: OpenText): Promise<DocumentStatus> {
    const { client, uri } = await this.given(open);
    return { ...(await client.status(uri, open.version)), uri: open.uri };
  }

  /** What attaching its model is answered. */
  async attached(open: OpenText): Promise<Answer> {
    const { client, uri, attached } = await this.opening(open);
    if ("refused" in attached) await client.server.close(uri);
    return named(attached, uri, open.uri);
  }

  async end(): Promise<void> {
    await this.client?.end();
    this.client = undefined;
    this.opened = undefined;
  }

  /** At once, whatever it is doing. */
  stop(): void {
    this.client?.server.stop();
  }

  /** The text as it is now, open and read, under its address here. */
  async given(open: OpenText): Promise<{ client: Client; uri: string }> {
    if (this.client && this.opened && isSame(this.opened.open, open))
      return { client: this.client, uri: this.opened.uri };
    const { client, uri, attached } = await this.opening(open);
    if ("refused" in attached) throw new Error(JSON.stringify(attached));
    await client.status(uri, open.version);
    const { patterns, other, version } = open;
    const before: Asked[] = [
      ...(patterns ? [{ method: patternsRequest.method, params: { version, ...patterns } }] : []),
      ...(other ? [{ method: compareRequest.method, params: { with: other } }] : []),
    ];
    for (const asked of before) {
      const found = await client.ask(asked, uri);
      if ("refused" in found) throw new Error(JSON.stringify(found));
    }
    this.opened = { open, uri };
    return { client, uri };
  }

  private async opening(open: OpenText) {
    if (++this.texts % TEXTS_A_PROCESS === 0) await this.end();
    this.client ??= await Client.start();
    const { client } = this;
    if (this.opened) await client.server.close(this.opened.uri);
    const uri = this.address(open);
    await client.useAlphabets(open.alphabets);
    await client.server.open(uri, open.text, open.version);
    this.opened = undefined;
    return { client, uri, attached: await client.attach({ uri, modelPath: open.modelPath }) };
  }

  /** A file on disk holds the text as it would be saved. */
  private address({ file, text }: OpenText): string {
    if (!file) return `untitled:fresh${this.texts}`;
    const folder = path.join(this.folder, `fresh${this.texts}`);
    fs.mkdirSync(folder, { recursive: true });
    const own = path.join(folder, path.basename(file.path));
    fs.writeFileSync(own, bytesOf({ file, text }));
    return pathToFileURL(own).href;
  }
}

/** Whether a text is the same for everything that can be asked. */
function isSame(a: OpenText, b: OpenText): boolean {
  const { undo: _, ...one } = a;
  const { undo: __, ...other } = b;
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The same answer about a text of another address. */
function named(answer: Answer, from: string, to: string): Answer {
  const quoted = (uri: string) => JSON.stringify(uri).slice(1, -1);
  return JSON.parse(JSON.stringify(answer).replaceAll(quoted(from), quoted(to))) as Answer;
}
