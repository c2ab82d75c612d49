// Disks and clocks that let a program down: a file may not grow, a disk is full, a folder is read-only, a model is replaced, cut short
// or deleted while it is read, the clock is set back. Each is one sentence, the old file stays, and nothing unfinished is left.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { saveModelRequest, trainRequest } from "../../../../server/protocol/wire/training";
import { settings } from "../../../protocol/server";
import { Client } from "../edits/client";
import type { Report } from "../report";
import { type Command, commandsOf, start } from "./commands";
import { type Random, type Stage, sentence } from "./stage";

const OLD = "the old file";
const clockBack = path.resolve("test/tools/fuzz/kills/clockBack.cjs");

export class BadDisks {
  private readonly sizes = new Map<string, number>();
  private readonly wholes = new Map<string, Buffer>();

  constructor(
    private readonly stage: Stage,
    private readonly report: Report,
  ) {}

  /** The command line may not write files of more than so many bytes. */
  async limitedFile(random: Random): Promise<void> {
    if (process.platform !== "linux") return;
    const command = this.one(random);
    const size = this.sizes.get(command.output) ?? (await this.whole(command)).length;
    this.sizes.set(command.output, size);
    const limit = Math.floor(random() * size);
    fs.writeFileSync(command.output, OLD);
    const { code, said } = await start(command.args, ["prlimit", `--fsize=${limit}`]).ended;
    assert.equal(code, 2, said);
    assert.match(
      said,
      /^sparse-diff: Cannot write [^\n]{1,900}: a file may not grow that large here\.\n$/,
    );
    this.expectOld(command);
    this.report.count("commands with a file size limit");
  }

  /** A server saves and trains to a disk that is full, and again when there is room. */
  async fullDisk(): Promise<void> {
    const disk = this.stage.at("disk");
    fs.mkdirSync(disk, { recursive: true });
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=400k", "tmpfs", disk]);
    if (mounted.status !== 0) return this.report.count("full disks not tried: no mount");
    const client = await Client.start();
    try {
      const filler = path.join(disk, "filler");
      const [saved, trained] = ["saved.safetensors", "trained.safetensors"].map((name) =>
        path.join(disk, name),
      );
      for (const file of [saved, trained]) fs.writeFileSync(file, OLD);
      fs.writeFileSync(filler, Buffer.alloc(300 * 1024));
      const save = {
        method: saveModelRequest.method,
        params: { from: this.stage.models[0], to: saved },
      };
      const source = { kind: "document", uri: "untitled:disk", text: sentence.repeat(20) };
      const params = { jobId: "disk", source, textName: "text", outputPath: trained };
      const choices = { hiddenSize: 128, maxEpochs: 1 };
      const train = { method: trainRequest.method, params: { ...params, choices } };
      for (const [asked, file] of [
        [save, saved],
        [train, trained],
      ] as const) {
        const found = await client.once(asked);
        assert.ok("refused" in found, "written to a full disk");
        assert.match(found.refused.message, /^Cannot write [^\n]{1,900}: the disk is full\.$/);
        assert.equal(fs.readFileSync(file, "utf8"), OLD);
        assert.deepEqual(
          fs.readdirSync(disk).filter((name) => name.endsWith(".tmp")),
          [],
        );
      }
      fs.rmSync(filler);
      const found = await client.once(save);
      assert.deepEqual(found, { answer: null });
      assert.deepEqual(fs.readFileSync(saved).length > 1000, true);
      this.report.count("full disks");
      await client.end();
    } finally {
      client.server.stop();
      spawnSync("umount", [disk]);
    }
  }

  /** Another user may not write there; root could. */
  async readOnly(random: Random): Promise<void> {
    const command = this.one(random);
    if (process.getuid?.() !== 0) return;
    fs.chmodSync(this.stage.folder, 0o755);
    fs.writeFileSync(command.output, OLD);
    const nobody = ["setpriv", "--reuid=65534", "--clear-groups"];
    const { code, said } = await start(command.args, nobody).ended;
    assert.equal(code, 2, said);
    assert.match(said, /^sparse-diff: Cannot write [^\n]{1,900}: permission denied\.\n$/);
    this.expectOld(command);
    this.report.count("read-only folders");
  }

  /** A model that is replaced, cut short, deleted and written again while a server reads it. */
  async movingModel(random: Random): Promise<void> {
    const moving = this.stage.at("moving.safetensors");
    const wholes = this.stage.models.map((file) => fs.readFileSync(file));
    const uri = "untitled:moving";
    const client = await Client.start();
    try {
      await client.server.open(uri, sentence, 1);
      const isAtomic = random() < 0.5;
      const move = () => {
        const bytes = wholes[Number(random() < 0.5)];
        if (isAtomic) {
          fs.writeFileSync(`${moving}.new`, bytes);
          fs.renameSync(`${moving}.new`, moving);
        } else if (random() < 0.3) fs.rmSync(moving, { force: true });
        else fs.writeFileSync(moving, bytes.subarray(0, Math.ceil(random() * 2 * bytes.length)));
      };
      move();
      for (let i = 0; i < 40; i++) {
        const timer = setInterval(move, 1);
        const found = await client.attach({ uri, modelPath: moving });
        clearInterval(timer);
        if ("refused" in found) {
          assert.ok(!isAtomic, found.refused.message);
          assert.match(found.refused.message, /^[^\n]{1,1000}$/);
          this.report.count("moving models refused");
        } else this.report.count("moving models read");
      }
      // At rest it is what it is.
      fs.writeFileSync(`${moving}.new`, wholes[0]);
      fs.renameSync(`${moving}.new`, moving);
      const asked = (modelPath: string) => client.attach({ uri, modelPath }).then(shaOf);
      assert.equal(await asked(moving), await asked(this.stage.models[0]));
      await client.end();
    } finally {
      client.server.stop();
    }
  }

  async clockBack(random: Random): Promise<void> {
    const command = this.one(random);
    const whole = await this.whole(command);
    fs.rmSync(command.output);
    const env = { ...process.env, NODE_OPTIONS: `--require ${clockBack}` };
    const ran = await start(command.args, [], env).ended;
    assert.deepEqual(ran, { code: 0, signal: null, said: "" });
    assert.ok(fs.readFileSync(command.output).equals(whole), `${command.args[0]} by another clock`);
    await this.clockOfServer(env);
    this.report.count("clocks set back");
  }

  private async clockOfServer(env: NodeJS.ProcessEnv): Promise<void> {
    const uri = "untitled:clock";
    const answers: string[] = [];
    for (const one of [process.env, env]) {
      const client = await Client.start({ env: one });
      await client.server.open(uri, this.stage.text, 1);
      await client.attach({ uri, modelPath: this.stage.models[0] });
      const place = { kind: "caret", line: 20, character: 3 };
      const status = await client.status(uri, 1);
      const params = { version: 1, place, settings: { ...settings, method: "gated" } };
      const trace = await client.ask({ method: "sparseDiff/trace", params }, uri);
      answers.push(JSON.stringify([status, trace]));
      await client.end();
    }
    assert.equal(answers[1], answers[0]);
  }

  private one(random: Random): Command {
    const commands = commandsOf(this.stage);
    return commands[Math.floor(random() * commands.length)];
  }

  private async whole({ args, output }: Command): Promise<Buffer> {
    const known = this.wholes.get(output);
    if (known) return known;
    assert.deepEqual(await start(args).ended, { code: 0, signal: null, said: "" });
    const bytes = fs.readFileSync(output);
    this.wholes.set(output, bytes);
    return bytes;
  }

  private expectOld({ output }: Command): void {
    assert.equal(fs.readFileSync(output, "utf8"), OLD);
    assert.deepEqual(this.stage.unfinished(), []);
  }
}

const shaOf = (found: object) =>
  (found as { answer?: { model: { sha256: string } } }).answer?.model.sha256;
