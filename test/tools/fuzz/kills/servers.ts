// A server killed at a random moment while it traces, analyses, trains, saves models and exports: what it was about to write is the
// old file or a whole new one, the next server removes what is unfinished and answers the same numbers.
import assert from "node:assert/strict";
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { readModel } from "../../../../server/nets/formats";
import { analyseRequest } from "../../../../server/protocol/wire/analysis";
import { exportRequest } from "../../../../server/protocol/wire/export";
import { layerRequest } from "../../../../server/protocol/wire/layer";
import { traceRequest } from "../../../../server/protocol/wire/messages";
import { saveModelRequest, trainRequest } from "../../../../server/protocol/wire/training";
import { settings } from "../../../protocol/server";
import { until } from "../../states";
import type { Asked } from "../edits/asked";
import { Client } from "../edits/client";
import type { Report } from "../report";
import type { Random, Stage } from "./stage";

const uri = "untitled:kills";
const version = 1;
const place = { kind: "caret", line: 30, character: 20 } as const;
const trace: Asked = {
  method: traceRequest.method,
  params: { version, place, settings: { ...settings, depth: 400, method: "gated" } },
};

/** What a server may be doing when it is killed: asked again and again until it is gone. */
function works(stage: Stage, random: Random): readonly (() => Asked)[] {
  let turn = 0;
  const document = { kind: "document", uri } as const;
  const train = (name: string, choices: object) => () => ({
    method: trainRequest.method,
    params: {
      jobId: `job${turn++}`,
      source: document,
      textName: "text",
      choices,
      outputPath: stage.at(name),
    },
  });
  return [
    () => ({ ...trace, params: { uri, ...trace.params } }),
    () => ({ method: analyseRequest.method, params: { uri, version, depth: 8 } }),
    () => {
      const [start, end] = [
        { line: 0, character: 0 },
        { line: 40, character: 0 },
      ];
      const params = { uri, version, layer: "influence", depth: 20, method: "gated", start, end };
      return { method: layerRequest.method, params };
    },
    // One epoch, so that its end, a whole model, comes again and again.
    train("trained.safetensors", { hiddenSize: 24, maxEpochs: 1, seed: 3 }),
    // Never ends; its checkpoints come after one second and then every five.
    train("endless.safetensors", { hiddenSize: 200, maxEpochs: 1e6, untilBitsPerByte: 0 }),
    () => ({
      method: saveModelRequest.method,
      params: { from: stage.models[Number(random() < 0.5)], to: stage.at("copy.safetensors") },
    }),
    () => ({
      method: exportRequest.method,
      params: {
        uri,
        version,
        subject: { kind: "trace", place, settings: { ...settings, method: "gated", depth: 200 } },
        format: { kind: "json" },
        to: stage.at("export.json"),
      },
    }),
  ];
}

const SIGNALS = ["SIGKILL", "SIGKILL", "SIGTERM", "SIGHUP"] as const;
/** Milliseconds; a checkpoint of a training comes after a second. */
const LATEST = 2500;

export class KilledServers {
  private expected: string | undefined;

  constructor(
    private readonly stage: Stage,
    private readonly report: Report,
  ) {}

  async kill(random: Random): Promise<void> {
    const { stage, report } = this;
    const client = await this.start();
    const all = works(stage, random);
    const chosen = [...all.keys()]
      .sort(() => random() - 0.5)
      .slice(0, 1 + Math.floor(3 * random()));
    let isOver = false;
    const busy = chosen.map(async (work) => {
      while (!isOver) await client.once(all[work]());
    });
    await sleep(random() * (random() < 0.4 ? LATEST : LATEST / 8));
    const signal = SIGNALS[Math.floor(random() * SIGNALS.length)];
    isOver = true;
    const how = await client.end(signal);
    await Promise.allSettled(busy);
    report.count("servers killed");
    report.count(`by ${signal}`);
    for (const work of chosen) report.count(`killed during ${NAMES[work]}`);
    const codes = { SIGKILL: "SIGKILL", SIGTERM: "143", SIGHUP: "129" };
    assert.equal(how, codes[signal]);
    const left = stage.unfinished().length;
    report.count("temporary files left by SIGKILL", left);
    if (signal !== "SIGKILL") assert.equal(left, 0, `temporary files after ${signal}`);
    this.checkFiles();
  }

  /** The next server: it sweeps, and answers what the first one answered. */
  async start(): Promise<Client> {
    const { stage, report } = this;
    const began = performance.now();
    const client = await Client.start({ storage: stage.folder, alphabets: {} });
    await client.server.open(uri, stage.text, version);
    await client.attach({ uri, modelPath: stage.models[0] });
    const found = JSON.stringify(await client.ask(trace, uri), (key, value) =>
      key === "countingBits" ? undefined : value,
    );
    report.time("a new server answers a trace", performance.now() - began);
    this.expected ??= found;
    assert.match(found, /"kind":"trace"/);
    assert.equal(found, this.expected, "another trace after a kill");
    await until(() => stage.unfinished().length === 0, "temporary files are not removed");
    return client;
  }

  /** Each is absent, or a whole file that something has written. */
  private checkFiles(): void {
    const { stage } = this;
    const has = (name: string) => fs.existsSync(stage.at(name));
    for (const name of ["trained.safetensors", "endless.safetensors"].filter(has)) {
      const { metadata } = readModel(fs.readFileSync(stage.at(name)), name);
      assert.equal(metadata.text_name, "text");
      this.report.count(`whole files: ${name}`);
    }
    if (has("copy.safetensors")) {
      const copy = fs.readFileSync(stage.at("copy.safetensors"));
      const wholes = stage.models.map((file) => fs.readFileSync(file));
      assert.ok(
        wholes.some(({ length }) => Math.abs(length - copy.length) < 4096),
        `a copy of ${copy.length} bytes`,
      );
      const { weights } = readModel(copy, "copy.safetensors");
      assert.ok(
        wholes.some((whole) => {
          const { Wh } = readModel(whole, "model.safetensors").weights;
          return Buffer.from(Wh.buffer).equals(Buffer.from(weights.Wh.buffer));
        }),
        "a copy of neither model",
      );
      this.report.count("whole files: copy.safetensors");
    }
    if (has("export.json")) {
      JSON.parse(fs.readFileSync(stage.at("export.json"), "utf8"));
      this.report.count("whole files: export.json");
    }
  }
}

const NAMES = ["trace", "analysis", "layer", "training", "endless training", "saving", "export"];
