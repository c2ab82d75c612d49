// Carries a case out on a server that lives through it, and holds every answer against that of a server that is given the whole
// text at once (fresh.ts): they must be the same JSON. What can happen is in steps.ts.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { TextChange } from "../../../../server/documents/byteDocument";
import { writeModel } from "../../../../server/nets/formats";
import {
  compareRequest,
  type OtherSide,
  stopComparingRequest,
} from "../../../../server/protocol/wire/comparison";
import { type Alphabets, compareWithDiskRequest } from "../../../../server/protocol/wire/messages";
import { saveModelRequest, trainRequest } from "../../../../server/protocol/wire/training";
import { netOfPlan } from "../../randomNets";
import { changed, positionsOf } from "../../textEdits";
import type { Report } from "../report";
import { asked } from "./asked";
import { type Answer, Client, isPending } from "./client";
import { isAffordable } from "./cost";
import type { Fresh } from "./fresh";
import { UNSAID } from "./models";
import type { Question } from "./questions";
import { expectSame, isOvertaken } from "./same";
import type { Action, Case, EditStep } from "./steps";
import { bytesOf, edited, isDirty, lineEndChanges, type OpenText, positionAt } from "./texts";

/** A text is not made longer than this. */
const MOST_UNITS = 60_000;

type Do<K extends Action["do"]> = Action & { readonly do: K };

export class Play {
  private live: Client | undefined;
  private texts: OpenText[] = [];
  private alphabets: Alphabets = { [UNSAID]: "printable" };
  private named = 0;

  constructor(
    private readonly fresh: Fresh,
    /** Of the texts and models that are written. */
    private readonly folder: string,
    private readonly models: readonly string[],
    private readonly report: Report,
  ) {}

  async run({ texts, steps }: Case): Promise<void> {
    try {
      this.live = await Client.start();
      await this.live.useAlphabets(this.alphabets);
      for (const [i, { text, times, model }] of texts.entries())
        await this.begin(i, text.repeat(times), this.modelPath(model));
      for (const { action, asks } of steps) {
        this.report.count(`did ${action.do}`);
        await this.act(action);
        for (const question of asks) await this.check(this.index(action), question);
      }
      for (const i of this.texts.keys()) await this.settle(i);
      await this.client.end();
      this.live = undefined;
      const left = fs.readdirSync(this.folder).filter((name) => name.endsWith(".tmp"));
      assert.deepEqual(left, [], "temporary files");
    } finally {
      if (this.live) this.live.server.stop();
    }
  }

  private get client(): Client {
    return this.live!;
  }

  private index(action: Action): number {
    return "which" in action ? action.which : 0;
  }

  private modelPath(index: number): string {
    return this.models[index % this.models.length];
  }

  private async begin(i: number, text: string, modelPath: string): Promise<void> {
    const uri = `untitled:text${i}`;
    this.texts[i] = { uri, version: 1, text, modelPath, modelFile: 0, alphabets: {}, undo: [] };
    await this.open(i);
  }

  /** As after a start of the server, or under a new address. */
  private async open(i: number): Promise<void> {
    const { uri, version, text } = this.texts[i];
    await this.client.server.open(uri, text, version);
    await this.attach(i, this.texts[i].modelPath);
  }

  private async attach(i: number, modelPath: string): Promise<void> {
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

  private async act(action: Action): Promise<void> {
    // biome-ignore lint/suspicious/noExplicitAny: each method takes the action of its name.
    await (this[action.do] as (action: any) => Promise<void>).call(this, action);
  }

  private async change(i: number, changes: readonly TextChange[]): Promise<void> {
    this.texts[i] = edited(this.texts[i], changes);
    const { uri, version } = this.texts[i];
    await this.client.server.change(uri, version, [...changes] as never);
  }

  async edit({ which, changes }: Omit<EditStep, "do">): Promise<void> {
    await this.change(which, this.changesOf(which, changes));
  }

  private changesOf(i: number, changes: EditStep["changes"]): TextChange[] {
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

  async undo({ which, steps }: Do<"undo">): Promise<void> {
    for (let step = 0; step < steps; step++) {
      const { undo } = this.texts[which];
      const back = undo.at(-1);
      if (!back) return;
      await this.change(which, back);
      this.texts[which] = { ...this.texts[which], undo: undo.slice(0, -1) };
    }
  }

  async lineEnds({ which, to }: Do<"lineEnds">): Promise<void> {
    const changes = lineEndChanges(this.texts[which].text, to);
    if (changes.length > 0) await this.change(which, changes);
  }

  /** Types U+FEFF at the start, or deletes it there. */
  async mark({ which }: Do<"mark">): Promise<void> {
    const isThere = this.texts[which].text.startsWith("\ufeff");
    const start = { line: 0, character: 0 };
    const end = { line: 0, character: isThere ? 1 : 0 };
    await this.change(which, [{ range: { start, end }, text: isThere ? "" : "\ufeff" }]);
  }

  async saveAs({ which, marks }: Do<"saveAs">): Promise<void> {
    const before = this.texts[which];
    await this.client.server.close(before.uri);
    const name = `saved${this.named++}.txt`;
    const at = path.join(this.folder, name);
    const { text } = before;
    const file = marks === null ? undefined : { path: at, marks, saved: text };
    if (file) fs.writeFileSync(at, bytesOf({ file, text }));
    const uri = file ? pathToFileURL(at).href : `untitled:${name}`;
    this.texts[which] = { ...before, uri, file, version: 1 };
    await this.open(which);
  }

  async save({ which }: Do<"save">): Promise<void> {
    const { uri, file, text } = this.texts[which];
    if (!file) return;
    const saved = { ...file, saved: text };
    fs.writeFileSync(file.path, bytesOf({ file, text }));
    this.texts[which] = { ...this.texts[which], file: saved };
    const found = await this.client.once({
      method: compareWithDiskRequest.method,
      params: { uri },
    });
    assert.deepEqual(found, { answer: { diskNote: null } });
  }

  async model({ which, model }: Do<"model">): Promise<void> {
    await this.attach(which, this.modelPath(model));
  }

  /** The model of a text becomes a random one of its own, and then another under the same name. */
  async replaceModel({ which, seed }: Do<"replaceModel">): Promise<void> {
    const file = path.join(this.folder, `replaced${this.named++}.safetensors`);
    for (const H of [3, 4]) {
      const plan = { cell: "gru", layers: 1, H, characters: null, seed } as const;
      fs.writeFileSync(`${file}.new`, writeModel(netOfPlan(plan), file));
      fs.renameSync(`${file}.new`, file);
      this.texts[which] = { ...this.texts[which], modelFile: H };
      await this.attach(which, file);
      await this.check(which, { of: "place", byte: 0 });
    }
  }

  async alphabet({ name }: Do<"alphabet">): Promise<void> {
    this.alphabets = { [UNSAID]: name };
    await this.client.useAlphabets(this.alphabets);
  }

  async compare({ which, with: side }: Do<"compare">): Promise<void> {
    const before = this.texts[which];
    if (side === null) {
      const params = { uri: before.uri };
      await this.client.once({ method: stopComparingRequest.method, params });
      this.texts[which] = { ...before, other: undefined };
      return;
    }
    const other: OtherSide =
      "text" in side
        ? { kind: "text", name: "the other", text: side.text }
        : { kind: "model", modelPath: this.modelPath(side.model) };
    const compared = { method: compareRequest.method, params: { with: other } };
    const found = await this.client.once(compared, before.uri);
    expectSame(found, await this.fresh.ask({ ...before, other: undefined }, compared), compared);
    if ("answer" in found) this.texts[which] = { ...before, other };
  }

  async train(choice: Do<"train">): Promise<void> {
    const { which, from, to, do: _, ...choices } = choice;
    const open = this.texts[which];
    if (Math.abs(to - from) * open.text.length > 2000) return;
    const [start, end] = [from, to].sort((a, b) => a - b).map((at) => positionAt(open.text, at));
    const name = `trained${this.named++}.safetensors`;
    const on = async (client: Client, uri: string, output: string): Promise<Answer> => {
      const source = { kind: "document", uri, range: { start, end } };
      const params = { jobId: name, source, textName: "text", choices, outputPath: output };
      return client.once({ method: trainRequest.method, params });
    };
    const fresh = await this.fresh.given(open);
    const outputs = [name, `fresh-${name}`].map((each) => path.join(this.folder, each));
    const [found, expected] = await Promise.all([
      on(this.client, open.uri, outputs[0]),
      on(fresh.client, fresh.uri, outputs[1]),
    ]);
    const told = (answer: Answer) =>
      "answer" in answer
        ? { answer: { ...(answer.answer as object), seconds: 0, outputPath: "" } }
        : answer;
    expectSame(told(found), told(expected), { method: "train", params: choices });
    if (!fs.existsSync(outputs[0])) return assert.ok("refused" in found);
    assert.deepEqual(fs.readFileSync(outputs[0]), fs.readFileSync(outputs[1]));
    await this.attach(which, outputs[0]);
  }

  async saveModel({ which, ending }: Do<"saveModel">): Promise<void> {
    const { modelPath } = this.texts[which];
    const to = path.join(this.folder, `copy${this.named++}.${ending}`);
    const saved = { method: saveModelRequest.method, params: { from: modelPath, to } };
    if ("answer" in (await this.client.once(saved))) await this.attach(which, to);
    else assert.ok(!fs.existsSync(to));
  }

  /** The last status of a text is that of a text given whole. */
  async settle(which: number | Do<"settle">): Promise<void> {
    const open = this.texts[typeof which === "number" ? which : which.which];
    const found = await this.client.status(open.uri, open.version);
    assert.deepEqual(found, await this.fresh.status(open));
    this.report.count("statuses compared");
  }

  async kill({ which, signal, during }: Do<"kill">): Promise<void> {
    const open = this.texts[which];
    const lost = this.client.once(asked(during, open), open.uri).catch(() => undefined);
    await this.client.end(signal);
    await lost;
    this.live = await Client.start();
    await this.client.useAlphabets(this.alphabets);
    for (const i of this.texts.keys()) {
      // Two hidden marks and one that was typed, saved and deleted look alike.
      const { file, text } = this.texts[i];
      if (file?.marks === 1 && file.saved.startsWith("\ufeff") && !text.startsWith("\ufeff")) {
        fs.writeFileSync(file.path, bytesOf({ file, text }));
        this.texts[i] = { ...this.texts[i], file: { ...file, saved: text } };
      }
      await this.open(i);
    }
  }

  /** Questions that an edit or another model overtakes: they are stale, or answered about the text as it was. */
  async overtaken({ which, asked: all, by }: Do<"overtaken">): Promise<void> {
    const before = this.texts[which];
    const questions = all.filter((one) => isAffordable(one, before));
    const coming = questions.map((one) => this.client.once(asked(one, before), before.uri));
    if (typeof by === "number") await this.attach(which, this.modelPath(by));
    else await this.change(which, this.changesOf(which, by.changes));
    await this.expectAll(
      which,
      before,
      questions,
      await Promise.all(coming),
      typeof by !== "number",
    );
  }

  /** Questions that do not wait for each other's answer. */
  async atOnce({ which, asked: all }: Do<"atOnce">): Promise<void> {
    const open = this.texts[which];
    const questions = all.filter((one) => isAffordable(one, open));
    const coming = questions.map((one) => this.client.once(asked(one, open), open.uri));
    await this.expectAll(which, open, questions, await Promise.all(coming), true);
  }

  private async expectAll(
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

  private async check(i: number, question: Question): Promise<void> {
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
  private remember(i: number, question: Question, found: Answer): void {
    if (question.of !== "patterns" || "refused" in found) return;
    const { maxOffset, levels } = question;
    this.texts[i] = { ...this.texts[i], patterns: { maxOffset, levels } };
  }
}
