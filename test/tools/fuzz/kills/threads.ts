// Worker threads of a server that end while they work: the job is done all the same, or fails with one sentence, and the next one
// works.
import assert from "node:assert/strict";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { analyseRequest } from "../../../../server/protocol/wire/analysis";
import { memoryRequest } from "../../../../server/protocol/wire/causes";
import { layerRequest } from "../../../../server/protocol/wire/layer";
import { faithfulnessRequest } from "../../../../server/protocol/wire/measures";
import { trainRequest } from "../../../../server/protocol/wire/training";
import type { Asked } from "../edits/asked";
import { type Answer, Client } from "../edits/client";
import type { Report } from "../report";
import { type Random, type Stage, sentence } from "./stage";

const uri = "untitled:threads";
const version = 1;
const dying = path.resolve("test/tools/fuzz/kills/threadsDie.cjs");

export class DyingThreads {
  private client: Client | undefined;
  private readonly expected = new Map<string, string>();

  constructor(
    private readonly stage: Stage,
    private readonly report: Report,
  ) {}

  /** One job, of which a thread ends once or again and again; then the same job in peace. */
  async kill(random: Random): Promise<void> {
    const { report } = this;
    this.client ??= await this.start();
    const { client } = this;
    const jobs = this.jobs();
    const job = jobs[Math.floor(random() * jobs.length)];
    if (!this.expected.has(job.method)) this.expected.set(job.method, told(await client.ask(job)));
    const expected = this.expected.get(job.method);
    let isOver = false;
    const coming = client.ask(job).finally(() => {
      isOver = true;
    });
    const [times, pause] = [random() < 0.5 ? 1 : 60, 5 + 60 * random()];
    for (let i = 0; i < times && !isOver; i++) {
      await sleep(pause);
      client.server.process.kill("SIGUSR2");
      report.count("threads ended");
    }
    const found = await coming;
    if ("refused" in found) {
      const { message } = found.refused;
      assert.match(message, /^[^\n]{1,1000}$/);
      assert.match(message, /worker thread ended twice/);
      report.count("jobs failed with a sentence");
    } else {
      assert.equal(told(found), expected, `${job.method}: other numbers after a thread ended`);
      report.count("jobs done all the same");
    }
    assert.equal(told(await client.ask(job)), expected, `${job.method}: the next job`);
    report.count("next jobs");
  }

  async end(): Promise<void> {
    const { client } = this;
    if (!client) return;
    // It says which threads ended.
    client.said = "";
    await client.end();
  }

  private async start(): Promise<Client> {
    const env = { ...process.env, NODE_OPTIONS: `--require ${dying}` };
    const client = await Client.start({ env });
    await client.server.open(uri, sentence.repeat(12), version);
    await client.attach({ uri, modelPath: this.stage.models[0] });
    return client;
  }

  private jobs(): readonly Asked[] {
    const start = { line: 0, character: 0 };
    const end = { line: 12, character: 0 };
    const influence = { layer: "influence", depth: 50, method: "gated" };
    return [
      { method: analyseRequest.method, params: { uri, version, depth: 8 } },
      { method: faithfulnessRequest.method, params: { uri, version, depth: 8, sample: 20 } },
      { method: layerRequest.method, params: { uri, version, ...influence, start, end } },
      { method: memoryRequest.method, params: { uri, version } },
      {
        method: trainRequest.method,
        params: {
          jobId: "dying",
          source: { kind: "document", uri },
          textName: "text",
          choices: { hiddenSize: 48, maxEpochs: 2, seed: 5 },
          outputPath: this.stage.at("dying.safetensors"),
        },
      },
    ];
  }
}

/** Without how long it took. */
const told = (answer: Answer) =>
  JSON.stringify(answer, (key, value) => (key === "seconds" ? undefined : value));
