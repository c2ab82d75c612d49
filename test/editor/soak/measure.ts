// What the extension host and the attribution server of a window hold, measured after a collection of garbage, and what they
// leave behind: temporary files, lines of the log, errors that nobody caught.
import fs from "node:fs";
import path from "node:path";
import type { HostWorld, ServerWorld, Watched } from "../doors";
import { attributionServers } from "../servers";

/** Of one process. Bytes, and counts. */
export interface Held {
  readonly pid: number;
  readonly rss: number;
  /** In use: of the heap, and outside it. */
  readonly heap: number;
  readonly external: number;
  readonly threads: number;
  readonly files: number;
  /** Timers, channels, child processes and so on, by kind. */
  readonly resources: Readonly<Record<string, number>>;
}

export interface Sample {
  /** Seconds since the beginning. */
  readonly at: number;
  readonly host: Held;
  readonly server: Held;
  /** Decoration types ever made in the extension host, and all its live listeners. */
  readonly decorationTypes: number;
  readonly listeners: number;
}

export async function sampleOf(window: Watched, began: number): Promise<Sample> {
  const server = await window.inServer(heldHere, 0);
  const host = await window.inHost(heldHere, 0);
  const counted = await window.inHost(countedInHost, 0);
  return {
    at: Math.round((Date.now() - began) / 1000),
    host: withThreads(host),
    server: withThreads(server),
    ...counted,
  };
}

type Here = Omit<Held, "threads" | "files">;

const withThreads = (here: Here): Held => ({
  ...here,
  threads: entries(`/proc/${here.pid}/task`),
  files: entries(`/proc/${here.pid}/fd`),
});
const entries = (folder: string) => fs.readdirSync(folder).length;

/** Runs in either process. */
async function heldHere({ require }: ServerWorld): Promise<Here> {
  const inspector = require("node:inspector") as typeof import("node:inspector");
  const v8 = require("node:v8") as typeof import("node:v8");
  const vm = require("node:vm") as typeof import("node:vm");
  v8.setFlagsFromString("--expose-gc");
  const collect = vm.runInNewContext("gc") as () => void;

  /** Each thread has a heap of its own, which only the debugger's protocol reaches from here. */
  async function collectInThreads(): Promise<void> {
    const session = new inspector.Session();
    session.connect();
    const waiting = new Map<string, () => void>();
    const over = (thread: string) => waiting.get(thread)?.();
    const collected: Promise<void>[] = [];
    session.on("NodeWorker.attachedToWorker", ({ params: { sessionId } }) => {
      collected.push(new Promise((resume) => waiting.set(sessionId, resume)));
      const message = JSON.stringify({ id: 1, method: "HeapProfiler.collectGarbage" });
      session.post("NodeWorker.sendMessageToWorker", { sessionId, message });
    });
    session.on("NodeWorker.receivedMessageFromWorker", ({ params }) => over(params.sessionId));
    session.on("NodeWorker.detachedFromWorker", ({ params }) => over(params.sessionId));
    await new Promise<void>((resume) =>
      session.post("NodeWorker.enable", { waitForDebuggerOnStart: false }, () => resume()),
    );
    await Promise.all(collected);
    session.disconnect();
  }

  // Some objects are let go late, and work that is still under way only adds: the least is what is held.
  let [rss, heap, external] = [Infinity, Infinity, Infinity];
  for (let i = 0; i < 8; i++) {
    collect();
    await collectInThreads();
    await new Promise((resume) => setTimeout(resume, 300));
    const now = process.memoryUsage();
    rss = Math.min(rss, now.rss);
    heap = Math.min(heap, now.heapUsed);
    external = Math.min(external, now.external);
  }
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return { pid: process.pid, rss, heap, external, resources };
}

/** Runs in the extension host. */
function countedInHost({ vscode, require }: HostWorld) {
  const v8 = require("node:v8") as typeof import("node:v8");
  const type = vscode.window.createTextEditorDecorationType({});
  // Types are numbered across the whole extension host; this one is counted too.
  const decorationTypes = Number(/\d+$/.exec(type.key)?.[0]);
  type.dispose();
  // Every listener of every emitter in the host is held in an object of one kind.
  const emitter = new vscode.EventEmitter<void>();
  const before = new Set<unknown>(Object.values(emitter));
  emitter.event(() => undefined);
  const container = Object.values(emitter).find(
    (value) => typeof value === "object" && !before.has(value),
  ) as object;
  const listeners = Number(v8.queryObjects(container.constructor));
  emitter.dispose();
  return { decorationTypes, listeners };
}

/**
 * What should not be there: temporary files of writes that did not end, warnings and errors in the extension's log, errors that
 * nobody caught.
 * @param since how many lines had been seen before
 */
export function leftBehind({ editor, seen }: Watched, since: number): string[] {
  const wrong = seen()
    .slice(since)
    .filter(({ kind }) => kind === "uncaught" || kind === "log");
  return [
    ...wrong.map(({ kind, command, stack }) => `${kind} in ${command}: ${stack}`),
    ...filesIn(editor.folder).filter(isTemporary),
    ...filesIn(editor.server.data).filter(isTemporary),
  ];
}

const isTemporary = (file: string) => path.basename(file).startsWith(".sparse-diff-");

const filesIn = (folder: string) =>
  fs.existsSync(folder)
    ? fs
        .readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
    : [];

export const serversOf = (window: Watched) => attributionServers(window.editor).length;

/** The middle value of a quantity over some samples. */
export function median(samples: readonly Sample[], of: (sample: Sample) => number): number {
  const all = samples.map(of).sort((a, b) => a - b);
  return all[Math.floor(all.length / 2)] ?? Number.NaN;
}
