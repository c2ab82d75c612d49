// Layers in a real server process: one screen, three screens, and the 64 KB from which the file scale is taken, with
// running threads and with threads that must start first; and how long a hover waits meanwhile. Run by `npm run bench`;
// nothing is asserted.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { benchText, benchWeights } from "../../server/cli/measure";
import { writeRawWeights } from "../../server/nets/rawWeights";
import { type LayerParams, layerRequest } from "../../server/protocol/wire/layer";
import { type Server, ask as send, startServer } from "../protocol/server";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-"));
const model = path.join(folder, "random.bin");
fs.writeFileSync(model, writeRawWeights(benchWeights(128)));
const MB = 2 ** 20;
const LINE = 80;
const FIRST = 5000;
const ROUNDS = 15;
const uri = "untitled:file";
/** Longer than an idle thread is kept. */
const IDLE_MS = 11_000;

const now = () => performance.now();
const sleep = (time: number) => new Promise((resume) => setTimeout(resume, time));
const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);

function quantile(values: readonly number[], q: number): string {
  const at = Math.min(values.length - 1, Math.floor(q * values.length));
  return sorted(values)[at].toFixed(1);
}

async function ask(server: Server, layer: LayerParams["layer"], lines: number): Promise<number> {
  const asked = now();
  await send(server.connection, layerRequest, {
    uri,
    version: 1,
    layer,
    ...(layer === "neuron" ? { neuron: 5 } : {}),
    start: { line: FIRST, character: 0 },
    end: { line: FIRST + lines, character: 0 },
    depth: 50,
  });
  return now() - asked;
}

/** The longest wait of a hover while this layer was being computed. */
async function hovered(server: Server, layer: LayerParams["layer"], lines: number) {
  let running = true;
  const work = ask(server, layer, lines).finally(() => {
    running = false;
  });
  const waits: number[] = [];
  while (running) {
    const asked = now();
    await server.trace({ uri, place: { kind: "character", line: FIRST, character: 40 } });
    waits.push(now() - asked);
    await sleep(5);
  }
  await work;
  return waits;
}

async function main(): Promise<void> {
  const server = await startServer();
  const text = benchText(MB);
  for (let i = LINE - 1; i < MB; i += LINE) text[i] = 10;
  await server.open(uri, Buffer.from(text.buffer).toString("latin1"));
  await server.attach(uri, model);
  await server.status((s) => s.percent === 100);
  console.log(
    "\n| layer | bytes | best | median | with no thread running | hover meanwhile, 95 % |",
  );
  console.log("|---|---:|---:|---:|---:|---:|");
  for (const layer of ["surprise", "gradientNorm", "neuron", "influence"] as const)
    for (const lines of [40, 120, 820]) {
      const times: number[] = [];
      for (let i = 0; i < ROUNDS; i++) times.push(await ask(server, layer, lines));
      const waits = await hovered(server, layer, lines);
      await sleep(IDLE_MS);
      const cold = await ask(server, layer, lines);
      console.log(
        `| ${layer} | ${lines * LINE} | ${quantile(times, 0)} ms | ${quantile(times, 0.5)} ms | ${cold.toFixed(1)} ms | ${quantile(waits, 0.95)} ms |`,
      );
    }
  server.stop();
  fs.rmSync(folder, { recursive: true });
}
void main();
