// Watches a server process while it is asked for hard things: how long it takes until it hears a message, how long its main
// thread computed meanwhile (which other programs on the machine do not lengthen), and its memory. Linux only, as /proc is.
import fs from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { compareWithDiskRequest } from "../../../server/protocol/wire/messages";
import { ask, type Server } from "../../protocol/server";
import type { Report } from "./report";

/** Milliseconds between two messages. */
const EVERY = 20;
/** Milliseconds for which this process may be at work without a pause. */
const SHORT = 20;
/** No input makes the main thread compute for longer than this without hearing a message. */
export const LONGEST_SILENCE = 1000;

export const canWatch = fs.existsSync("/proc/self/clear_refs");

export class Watch {
  /** What the server is asked, for sentences. */
  during = "nothing";
  /** Milliseconds that the main thread computed, at most, before it heard a message. */
  longest = 0;
  longestDuring = "";
  private readonly own = monitorEventLoopDelay({ resolution: 5 });
  private isOver = false;
  private readonly pinging: Promise<void>;

  constructor(
    private readonly server: Pick<Server, "connection" | "process">,
    private readonly report?: Report,
  ) {
    this.own.enable();
    this.pinging = this.ping();
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.pinging;
    this.own.disable();
  }

  private async ping(): Promise<void> {
    while (!this.isOver) {
      const { during } = this;
      const [began, before] = [performance.now(), computedBy(this.server.process)];
      this.own.reset();
      await ask(this.server.connection, compareWithDiskRequest, { uri: "untitled:none" }).catch(
        () => {},
      );
      const computed = computedBy(this.server.process) - before;
      const took = performance.now() - began;
      // Where this process was at work itself, it was late in sending or in looking.
      if (took < SHORT || this.own.max / 1e6 < SHORT)
        this.report?.time("until a message is heard", took);
      if (computed > this.longest) {
        this.longest = computed;
        this.longestDuring = during;
      }
      await sleep(EVERY);
    }
  }
}

/** Milliseconds that the main thread of a process has computed so far; 0 once the process is gone, or on other systems. */
export function computedBy({ pid }: { readonly pid?: number | undefined }): number {
  try {
    const spent = fs.readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ")[0];
    return Number(spent) / 1e6;
  } catch {
    return 0;
  }
}

/** MiB of a process that are in memory now, and the most since it began or since forgetMost(). */
export function memoryOf({ pid }: { readonly pid?: number | undefined }) {
  const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
  const field = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  return {
    now: field("VmRSS"),
    most: field("VmHWM"),
    threads: Number(/Threads:\s+(\d+)/.exec(status)?.[1]),
  };
}

export function forgetMost({ pid }: { readonly pid?: number | undefined }): void {
  fs.writeFileSync(`/proc/${pid}/clear_refs`, "5");
}
