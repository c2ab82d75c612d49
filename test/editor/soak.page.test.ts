// Long use of the real editor in rounds that end as they began: no memory, listener, decoration type, thread or file is held that
// was not held after the first tenth, nothing is in the log, nothing goes uncaught. One round by default; by time in `npm run fuzz`.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before } from "node:test";
import { openWatched, type Watched } from "./doors";
import { longRun, writeFigures } from "./longRun";
import { pageTest } from "./page";
import { eventually, statusSays } from "./painted";
import { attributionServers } from "./servers";
import { openSidebar } from "./sidebar";
import { type Held, leftBehind, median, type Sample, sampleOf, serversOf } from "./soak/measure";
import { TEXTS, Use } from "./soak/use";

const ROUNDS = 1;
/** A model is trained in every so many rounds. */
const TRAINS_EVERY = 8;
/** Samples after the first tenth, without which growth is not judged. */
const FEWEST = 10;
/** Of what is held after the first tenth. */
const MOST_GROWTH = 0.1;

const { minutes, seed } = longRun();
let window: Watched;

before(async () => {
  const page = (n: number) =>
    Array.from(
      { length: 60 },
      (_, i) => `<page id="${n}-${i}"><title>Topic ${(i * 7919) % 9973}</title></page>\n`,
    ).join("");
  window = await openWatched({
    files: {
      ...Object.fromEntries(TEXTS.map((name, n) => [name, page(n)])),
      "models/sample.bin": { copyOf: path.resolve("media/sample/sample.bin") },
      "models/gru.safetensors": { copyOf: path.resolve("test/data/nets/gru.safetensors") },
    },
    workspaceSettings: {
      "sparseDiff.enabledFor": ["**/*.xml"],
      // VS Code's own merge-conflict extension makes new types with every change of a setting.
      "merge-conflict.decorators.enabled": false,
    },
    viewport: { width: 1280, height: 1000 },
  });
  await openSidebar(window.editor);
  await statusSays(window.editor, /bits\/byte/);
});
after(() => window?.close());

pageTest("long use: nothing is held or left that was not at the start", async () => {
  console.log(`seed ${seed}`);
  await logIsSeen();
  const since = window.seen().length;
  const began = Date.now();
  const use = new Use(window, randomOf(seed));
  const samples: Sample[] = [];
  const isOver = () =>
    minutes > 0 ? Date.now() - began >= minutes * 60_000 : samples.length >= ROUNDS;
  while (!isOver()) {
    await use.round(samples.length % TRAINS_EVERY === TRAINS_EVERY - 1);
    await use.rest();
    samples.push(await sampleOf(window, began));
  }
  const left = leftBehind(window, since);
  const warm = samples.slice(Math.ceil(samples.length / 10));
  const fifth = Math.max(1, Math.floor(warm.length / 5));
  const [first, last] = [warm.slice(0, fifth), warm.slice(-fifth)];
  const figures = {
    rounds: samples.length,
    done: use.done,
    before: summary(first),
    after: summary(last),
    left,
    samples,
  };
  if (minutes > 0) writeFigures(figures);
  assert.deepEqual(left, [], "left behind or in the log");
  assert.equal(serversOf(window), 1, "attribution servers");
  assert.equal(
    new Set(samples.map(({ server }) => server.pid)).size,
    1,
    "the server was restarted",
  );
  if (warm.length < FEWEST) {
    console.log(`${samples.length} rounds are too few to say whether anything grows`);
    return;
  }
  for (const [what, of] of Object.entries(MEASURES)) {
    const [start, end] = [median(first, of), median(last, of)];
    assert.ok(
      end <= start * (1 + MOST_GROWTH),
      `${what}: ${start} after warm-up, ${end} at the end`,
    );
  }
  const types = last.at(-1)!.decorationTypes - first[0]!.decorationTypes;
  assert.equal(
    types,
    samples.indexOf(last.at(-1)!) - samples.indexOf(first[0]!),
    "decoration types",
  );
});

/** The log says when a server ends, which also gives the run a new one. */
async function logIsSeen(): Promise<void> {
  for (const server of attributionServers(window.editor)) process.kill(server, "SIGKILL");
  await eventually(
    async () => window.seen(),
    (seen) => {
      const log = seen.flatMap(({ kind, stack }) => (kind === "log" ? [stack ?? ""] : []));
      // The client says it too, perhaps a little later.
      return [/server ended/, /server got closed/].every((words) =>
        log.some((line) => words.test(line)),
      );
    },
    "the log is not seen",
  );
  await statusSays(window.editor, /bits\/byte/);
}

const memory = ({ heap, external }: Held) => heap + external;

/** What may not grow. */
const MEASURES: Readonly<Record<string, (sample: Sample) => number>> = {
  "memory of the extension host": ({ host }) => host.rss,
  "memory of the server": ({ server }) => server.rss,
  "memory in use in the extension host": ({ host }) => memory(host),
  "memory in use in the server": ({ server }) => memory(server),
  "threads of the extension host": ({ host }) => host.threads,
  "threads of the server": ({ server }) => server.threads,
  "open files of the extension host": ({ host }) => host.files,
  "open files of the server": ({ server }) => server.files,
  "timers of the extension host": ({ host }) => host.resources.Timeout ?? 0,
  "timers of the server": ({ server }) => server.resources.Timeout ?? 0,
  listeners: ({ listeners }) => listeners,
};

function summary(samples: readonly Sample[]): Record<string, number> {
  return Object.fromEntries(
    Object.entries(MEASURES).map(([what, of]) => [what, median(samples, of)]),
  );
}

/** Numbers from 0 up to 1 that a seed repeats: mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
