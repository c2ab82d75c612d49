// A training on a folder killed with SIGKILL again and again, and started again with its checkpoint: what is there of the checkpoint
// is whole, so that the run goes on from it, and in the end the model has the same bytes as that of a run in peace.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Report } from "../report";
import { start } from "./commands";
import { type Random, type Stage, sentence } from "./stage";

const MOST_KILLS = 4;

export class KilledCorpora {
  private peaceful: { readonly bytes: Buffer; readonly took: number } | undefined;

  constructor(
    private readonly stage: Stage,
    private readonly report: Report,
  ) {}

  async kill(random: Random): Promise<void> {
    const { stage, report } = this;
    this.peaceful ??= await this.learn();
    const { bytes, took } = this.peaceful;
    const output = stage.at("corpus.safetensors");
    const checkpoint = stage.at("corpus.checkpoint");
    const args = [...this.args(output), "--checkpoint", checkpoint];
    for (let left = 1 + Math.floor(MOST_KILLS * random()); left > 0; left--) {
      const { ended, kill } = start(args);
      await sleep(took * (0.2 + 0.9 * random()));
      kill("SIGKILL");
      const { said, signal, code } = await ended;
      // It says which checkpoint it goes on from only where a person looks on.
      assert.equal(said, "");
      assert.ok(signal === "SIGKILL" || code === 0, `exit code ${code}`);
      report.count("trainings on a folder killed", Number(signal === "SIGKILL"));
      report.count("checkpoints left by them", Number(fs.existsSync(checkpoint)));
      if (fs.existsSync(output)) assert.deepEqual(fs.readFileSync(output), bytes);
    }
    assert.deepEqual(await start(args).ended, { code: 0, signal: null, said: "" });
    assert.deepEqual(fs.readFileSync(output), bytes, "the resumed training has another model");
    assert.deepEqual(stage.unfinished(), [], "temporary files are left");
    report.count("resumed trainings with the same bytes");
    for (const file of [output, checkpoint]) fs.rmSync(file, { force: true });
  }

  private async learn() {
    const texts = this.stage.at("texts");
    fs.mkdirSync(texts);
    for (let i = 1; i <= 6; i++)
      fs.writeFileSync(path.join(texts, `${i}.txt`), `${i}${sentence}`.repeat(20 * i));
    const output = this.stage.at("peaceful.safetensors");
    const began = performance.now();
    assert.deepEqual(await start(this.args(output)).ended, { code: 0, signal: null, said: "" });
    return { bytes: fs.readFileSync(output), took: performance.now() - began };
  }

  private args(output: string): string[] {
    const texts = this.stage.at("texts");
    return ["train", texts, "--hidden", "24", "--max-epochs", "40", "--out", output];
  }
}
