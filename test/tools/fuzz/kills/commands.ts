// The command line killed with SIGKILL while it works and writes: each file it replaces is the old one or the whole new one, and the
// next command removes what is unfinished.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { script } from "../../../protocol/commandLine";
import type { Report } from "../report";
import type { Random, Stage } from "./stage";

interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
}

interface Started {
  readonly ended: Promise<Ran>;
  kill(signal: NodeJS.Signals): void;
}

/** @param before a program that starts it, with arguments of its own */
export function start(
  args: readonly string[],
  before: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
): Started {
  const [program, ...all] = [...before, process.execPath, script, ...args];
  const child = spawn(program, all, { env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (piece) => {
    said += piece;
  });
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, said }));
  });
  return { ended, kill: (signal) => child.kill(signal) };
}

export interface Command {
  readonly args: readonly string[];
  readonly output: string;
}

const OLD = "the old file";

export class KilledCommands {
  /** What each command writes, and how long it takes. */
  private readonly whole = new Map<string, { readonly bytes: Buffer; readonly took: number }>();

  constructor(
    private readonly stage: Stage,
    private readonly report: Report,
  ) {}

  async kill(random: Random): Promise<void> {
    const { report } = this;
    const commands = commandsOf(this.stage);
    const command = commands[Math.floor(random() * commands.length)];
    const { args, output } = command;
    const { bytes, took } = this.whole.get(output) ?? (await this.learn(command));
    fs.writeFileSync(output, OLD);
    const { ended, kill } = start(args);
    // Most of what is written is written at the end.
    await sleep(took * (random() < 0.5 ? random() : 0.8 + 0.25 * random()));
    kill("SIGKILL");
    const { signal, said } = await ended;
    assert.equal(said, "");
    const found = fs.readFileSync(output);
    const isNew = found.equals(bytes);
    assert.ok(isNew || found.toString() === OLD, `${args.join(" ")} left ${found.length} bytes`);
    report.count("commands killed", Number(signal === "SIGKILL"));
    report.count(isNew ? "commands killed, new file" : "commands killed, old file");
    report.count("temporary files left by killed commands", this.stage.unfinished().length);
    if (this.stage.unfinished().length === 0) return;
    const next = await start(args).ended;
    assert.deepEqual(next, { code: 0, signal: null, said: "" });
    assert.deepEqual(this.stage.unfinished(), [], "the next command leaves temporary files");
  }

  private async learn({ args, output }: Command) {
    const began = performance.now();
    assert.deepEqual(await start(args).ended, { code: 0, signal: null, said: "" });
    const took = performance.now() - began;
    const known = { bytes: fs.readFileSync(output), took };
    this.whole.set(output, known);
    return known;
  }
}

/** Commands of which each writes one file. */
export function commandsOf({ at, textFile, models }: Stage): readonly Command[] {
  const model = ["--model", models[0]];
  const [csv, json, trained] = ["r.csv", "t.json", "t.safetensors"].map(at);
  const gated = ["--method", "gated", "--depth", "500", "--at", "900"];
  const short = ["--hidden", "64", "--max-epochs", "1"];
  return [
    { args: ["report", textFile, ...model, "--csv", csv], output: csv },
    { args: ["trace", textFile, ...model, ...gated, "--export", json], output: json },
    { args: ["train", textFile, ...short, "--out", trained], output: trained },
  ];
}
