// A long file in a real server process: time to the first trace, memory, delay of a hover while the file is read and
// of a repaint while someone types in its middle, and hovers in a file that is read with a net of each cell. Run by
// `npm run bench`; nothing is asserted.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { benchText, benchWeights } from "../../server/cli/measure";
import { writeModel } from "../../server/nets/formats";
import { writeRawWeights } from "../../server/nets/rawWeights";
import type { CellKind } from "../../server/protocol/vocabulary/cells";
import { namesOf } from "../../server/protocol/vocabulary/terms";
import { TRAINED_CELLS } from "../../server/training/trainable";
import { type Server, startServer } from "../protocol/server";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-"));
const model = path.join(folder, "random.bin");
fs.writeFileSync(model, writeRawWeights(benchWeights(128)));
const MB = 2 ** 20;
const LINE = 80;

function lines(bytes: number): string {
  const text = benchText(bytes);
  for (let i = LINE - 1; i < bytes; i += LINE) text[i] = 10;
  return Buffer.from(text.buffer).toString("latin1");
}

const now = () => performance.now();
const ms = (value: number) => `${value.toFixed(1)} ms`;
const sleep = (time: number) => new Promise((resume) => setTimeout(resume, time));

function quantile(values: readonly number[], q: number): number {
  return [...values].sort((a, b) => a - b)[
    Math.min(values.length - 1, Math.floor(q * values.length))
  ];
}

/** Peak resident megabytes of a process. */
function peakMemory({ process: { pid } }: Server): string {
  try {
    const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
    const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
    return `${of("VmRSS").toFixed(0)} MB, peak ${of("VmHWM").toFixed(0)} MB`;
  } catch {
    return "unknown here";
  }
}

async function openFile(megabytes: number): Promise<void> {
  const server = await startServer();
  const uri = "untitled:file";
  const text = lines(megabytes * MB);
  const start = now();
  const trace = (line: number, version = 1) =>
    server.trace({ uri, version, place: { kind: "character", line, character: 40 } });
  await server.open(uri, text);
  const attached = server.attach(uri, model);
  await attached;
  console.log(`${megabytes} MB: attached after ${ms(now() - start)}`);
  const first = await trace(30);
  console.log(
    `  first trace (${first.kind}) after ${ms(now() - start)}, memory ${peakMemory(server)}`,
  );
  const hovers: number[] = [];
  for (let i = 0; i < 200; i++) {
    const asked = now();
    await trace(1 + (i % 50));
    hovers.push(now() - asked);
    await sleep(5);
  }
  console.log(
    `  hover while reading: median ${ms(quantile(hovers, 0.5))}, 95 % ${ms(quantile(hovers, 0.95))}`,
  );
  const whole = megabytes <= 1;
  const end = await server.status((s) => s.percent >= (whole ? 100 : 20));
  console.log(`  ${end.percent} % read after ${ms(now() - start)}, memory ${peakMemory(server)}`);
  if (whole) await typing(server, uri, trace);
  server.stop();
}

/** Types 30 characters in the middle, 40 ms apart; the visible range is traced again after each. */
async function typing(
  server: Server,
  uri: string,
  trace: (line: number, version: number) => Promise<unknown>,
): Promise<void> {
  const middle = Math.floor(MB / LINE / 2);
  const delays: number[] = [];
  let version = 1;
  for (let round = 0; round < 5; round++)
    for (let i = 0; i < 30; i++) {
      const at = { line: middle, character: 10 + i };
      version++;
      await server.change(uri, version, [{ range: { start: at, end: at }, text: "x" }]);
      const asked = now();
      for (const line of [-20, 0, 25]) await trace(middle + line, version);
      delays.push(now() - asked);
      await sleep(40);
    }
  console.log(
    `  typing in the middle, three traces on the screen: median ${ms(quantile(delays, 0.5))}, 95 % ${ms(quantile(delays, 0.95))}`,
  );
}

/** Hovers anywhere in a file of 1 MB that is read. */
async function hovers(cell: CellKind): Promise<void> {
  const weights = benchWeights(128, TRAINED_CELLS[cell]);
  const file = path.join(folder, `${cell}.safetensors`);
  fs.writeFileSync(file, writeModel(weights, file));
  const server = await startServer();
  const uri = "untitled:file";
  await server.open(uri, lines(MB));
  await server.attach(uri, file);
  await server.status((s) => s.percent >= 100);
  const last = Math.floor(MB / LINE) - 1;
  const delays: number[] = [];
  for (let i = 0; i < 200; i++) {
    const place = { kind: "character", line: 1 + ((i * 7919) % last), character: 40 } as const;
    const asked = now();
    await server.trace({ uri, version: 1, place });
    delays.push(now() - asked);
    await sleep(5);
  }
  console.log(
    `1 MB read with ${cell} 128: hover median ${ms(quantile(delays, 0.5))}, 95 % ${ms(quantile(delays, 0.95))}`,
  );
  server.stop();
}

async function main(): Promise<void> {
  for (const cell of namesOf(TRAINED_CELLS)) await hovers(cell);
  for (const megabytes of [1, 20]) await openFile(megabytes);
  fs.rmSync(folder, { recursive: true });
}
void main();
