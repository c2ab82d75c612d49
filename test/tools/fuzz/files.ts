// Hostile files, settings and messages against a real server: each is answered or refused in one sentence, the process lives, its
// memory stays within docs/reliability-memory.md, and no input keeps it from hearing a message for a second of its own work. A
// failure prints its seed and the shrunk case.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { boundOf, HEAVY } from "./files/heavy";
import { anyAlphabets, anyMessage, messageOf } from "./files/messages";
import { anyHostileModel, type HostileModel } from "./files/models";
import { LOST, Target } from "./files/target";
import { type LongRun, type Report, rounds } from "./report";
import { canWatch } from "./watch";

/** Cases of a kind in a round, so that the end of a run is not far. */
const CASES = 150;
/** Every so many rounds one of the heavy cases. */
const SELDOM = 4;

export async function run(long: LongRun): Promise<void> {
  await rounds(long, async (seed) => {
    await someHostileFiles(seed, CASES, long.report);
    if (seed % SELDOM !== 0) return;
    await oneHeavyCase(HEAVY[(seed / SELDOM) % HEAVY.length], long.report, true);
  });
}

/** @param report also makes the run watch how long the server's main thread computes; without it nothing depends on time */
export async function someHostileFiles(seed: number, numRuns: number, report?: Report) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-hostile-files-"));
  const target = await Target.start(path.join(folder, "models"), report);
  const outputs = path.join(folder, "written");
  fs.mkdirSync(outputs);
  const model = path.resolve("test/data/nets/gru.safetensors");
  try {
    const shown = anyHostileModel.map((one) => Object.assign(one, { toString: () => told(one) }));
    await fc.assert(
      fc.asyncProperty(shown, (one) => target.model(one)),
      { seed, numRuns },
    );
    const uri = await target.server.openWith("Why this byte?\nA text of two lines.\n", model);
    await fc.assert(
      fc.asyncProperty(anyMessage, async (plan) => {
        await target.message(messageOf(plan, uri, model, outputs));
      }),
      { seed, numRuns },
    );
    await fc.assert(
      fc.asyncProperty(anyAlphabets, (value) => target.alphabets(value, model)),
      { seed, numRuns: Math.ceil(numRuns / 10) },
    );
    await target.end(report !== undefined);
  } finally {
    target.server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Small files whole, so that a failure can be repeated without the generator. */
function told({ what, name, bytes, beside, prefix }: HostileModel): string {
  const text = (all: Uint8Array) =>
    `${all.length} bytes ${Buffer.from(all.subarray(0, 3000)).toString("base64")}`;
  const others = Object.entries(beside).map(([other, content]) => `${other}: ${text(content)}`);
  return [what, `${name}: ${text(bytes)}`, ...others, ...(prefix ? [`prefix ${prefix}`] : [])].join(
    "\n",
  );
}

/** One of the cases with a bound of its own, on a fresh server. */
export async function oneHeavyCase(
  { name, give, isFlood }: (typeof HEAVY)[number],
  report: Report | undefined,
  isTimed: boolean,
): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-heavy-"));
  const target = await Target.start(folder, report);
  // To the end: what a cancelled reading takes says nothing.
  target.patience = LOST;
  try {
    await give(target, folder);
    if (canWatch) {
      const most = target.mostMemory();
      report?.time(`MiB: ${name}`, most);
      const bound = boundOf(name);
      if (most > bound) throw new Error(`${name}: ${most} MiB; expected at most ${bound}`);
    }
    report?.count("heavy cases");
    await target.end(isTimed && !isFlood);
  } finally {
    target.server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
