// A server that lives through a case, with what its texts are now; and the comparison of its answers with those of a server that
// is given the whole text at once (fresh.ts): they must be the same JSON. What is done to it is in *Actions.ts.
import assert from "node:assert/strict";
import type { TextChange } from "../../../../server/documents/byteDocument";
import type { Alphabets } from "../../../../server/protocol/wire/messages";
import { changed, positionsOf } from "../../textEdits";
import type { Report } from "../report";
import { asked } from "./asked";
import { type Answer, Client, isPending } from "./client";
import { isAffordable } from "./cost";
import type { Fresh } from "./fresh";
import { UNSAID } from "./models";
import type { Question } from "./questions";
import { expectSame, isOvertaken } from "./same";
import type { EditStep } from "./steps";
import { bytesOf, edited, isDirty, type OpenText, positionAt } from "./texts";

/** A text is not made longer than this. */
const MOST_UNITS = 60_000;

export class Live {
  private running: Client | undefined;
  readonly texts: OpenText[] = [];
  alphabets: Alphabets = { [UNSAID]: "printable" };
  /** Files that were given names of their own so far. */
  named = 0;

  constructor(
    readonly fresh: Fresh,
    /** Of the texts and models that are written. */
    readonly folder: string,
    private readonly models: readonly string[],
    readonly report: Report,
  ) {}

  get client(): Client {
    return this.running!;
  }

  /** The first server, or the next one, without its texts. */
  async start(): Promise<void> {
    this.running = await Client.start();
    await this.client.useAlphabets(this.alphabets);
  }

  async end(): Promise<void> {
    await this.client.end();
    this.running = undefined;
  }

  /** Where something has failed, and it may still run. */
  stop(): void {
    this.running?.server.stop();
  }

  modelPath(index: number): string {
    return this.models[index % this.models.length];
  }

  async begin(i: number, text: string, modelPath: string): Promise<void> {
    const uri = `untitled:text${i}`;
    this.texts[i] = { uri, version: 1, text, modelPath, modelFile: 0, alphabets: {}, undo: [] };
    await this.open(i);
  }

  /** As after a start of the server, or under a new address. */
  async open(i: number): Promise<void> {
    const { uri, version, text } = this.texts[i];
    await this.client.server.open(uri, text, version);
    await this.attach(i, this.texts[i].modelPath);
  }

  async attach(i: number, modelPath: string): Promise<void> {
    const before = this.texts[i];
    const { uri, file } = before;
    const found = await this.client.attach({
      uri,
      modelPath,
      dirty: isDirty(before),
      mark: file?.marks === 1,
    });
    const { other: _, patterns: __, ...kept } = before;
    const now: OpenText = { ...kept, modelPath, alphabets: this.alphabets };
    expectSame(found, await this.fresh.attached(now), { method: "attach", params: { modelPath } });
    if ("answer" in found) this.texts[i] = now;
  }

  async change(i: number, changes: readonly TextChange[]): Promise<void> {
    this.texts[i] = edited(this.texts[i], changes);
    const { uri, version } = this.texts[i];
    await this.client.server.change(uri, version, [...changes] as never);
  }

  changesOf(i: number, changes: EditStep["changes"]): TextChange[] {
    let { text } = this.texts[i];
    return changes.map((one) => {
      let change: TextChange;
      if ("change" in one) ({ change } = one);
      else {
        const start = positionAt(text, one.at);
        const from = positionsOf(text).offsetAt(start);
        const end = positionsOf(text).positionAt(from + one.length);
        const inserted = one.text.repeat(text.length > MOST_UNITS ? 0 : one.times);
        change = { range: { start, end }, text: inserted };
      }
      text = changed(text, change);
      return change;
    });
  }

  async expectAll(
    i: number,
    open: OpenText,
    questions: readonly Question[],
    found: readonly Answer[],
    isBound: boolean,
  ): Promise<void> {
    for (const [q, question] of questions.entries()) {
      if (isPending(found[q]) || isOvertaken(found[q])) continue;
      const one = asked(question, open);
      expectSame(found[q], await this.fresh.ask(open, one), one);
      if (isBound) this.remember(i, question, found[q]);
      this.report.count("answers compared");
    }
  }

  async check(i: number, question: Question): Promise<void> {
    const open = this.texts[i];
    if (!isAffordable(question, open)) return;
    const one = asked(question, open);
    const found = await this.client.ask(one, open.uri);
    expectSame(found, await this.fresh.ask(open, one), one);
    this.remember(i, question, found);
    this.report.count("answers compared");
    this.report.count("refused" in found ? `refused ${question.of}` : `answered ${question.of}`);
    if (question.of !== "trace" || "refused" in found) return;
    const { trace } = found.answer as { trace?: { text: { bytes: number } } };
    if (trace) assert.equal(trace.text.bytes, bytesOf(open).length);
  }

  /** What a text is asked after an analysis of its patterns depends on what that was asked for. */
  remember(i: number, question: Question, found: Answer): void {
    if (question.of !== "patterns" || "refused" in found) return;
    const { maxOffset, levels } = question;
    this.texts[i] = { ...this.texts[i], patterns: { maxOffset, levels } };
  }
}
