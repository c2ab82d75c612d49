// The other programs of the comparison: plain C as compiled by gcc, numpy and PyTorch by way of peer.py, and what the machine
// can do at most (peak.c). Each gets the same model and text. What is not installed is left out.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Weights } from "../../server/kernels/interface";
import { writeRawWeights } from "../../server/nets/rawWeights";

export type Work = "trace" | "forward" | "training";

export interface Peer {
  readonly name: string;
  /** Per position, best of its rounds. */
  readonly microseconds: number;
  /** Sum of |attribution| over the positions it traced. */
  readonly total: number;
}

export interface Amount {
  readonly depth: number;
  readonly count: number;
  readonly threads: number;
}

const source = path.resolve("test/bench");
const FLAGS = [["-O2"], ["-O3", "-march=native"]];
/** numpy and PyTorch may be those of different installations. */
const PYTHONS = ["python3", "/usr/bin/python3"];

/** A model and a text on disk, and the C programs for it. */
export class Peers {
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-bench-"));
  private readonly model = path.join(this.folder, "model.bin");
  private readonly text = path.join(this.folder, "text");
  private readonly programs: { readonly name: string; readonly path: string }[];

  constructor(weights: Weights, text: Uint8Array) {
    fs.writeFileSync(this.model, writeRawWeights(weights));
    fs.writeFileSync(this.text, text);
    this.programs = FLAGS.flatMap((flags, i) => {
      const program = path.join(this.folder, `peer${i}`);
      return compiled("peer.c", program, [...flags, `-DH=${weights.H}`])
        ? [{ name: `plain C, gcc ${flags.join(" ")}`, path: program }]
        : [];
    });
  }

  /** Each of them once. */
  *run(work: Work, { depth, count, threads }: Amount): Generator<Peer> {
    const asked = [work, this.model, this.text, String(depth), String(count)];
    if (work !== "training" && threads === 1)
      for (const program of this.programs)
        yield* read(program.path, asked, (line) => [program.name, ...line.split(" ")]);
    const seen = new Set<string>();
    for (const python of PYTHONS)
      for (const peer of read(python, [path.join(source, "peer.py"), ...asked, String(threads)])) {
        const kind = peer.name.replace(/[ ,].*/, "");
        if (kind === "numpy" && seen.has(kind)) continue;
        seen.add(kind);
        yield peer;
      }
  }

  dispose(): void {
    fs.rmSync(this.folder, { recursive: true });
  }
}

/** GFLOP/s of float32 by the bits of a register, on one thread, now. Empty where there is no compiler. */
export function peaks(): Record<string, number> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-peak-"));
  const program = path.join(folder, "peak");
  const stdout = compiled("peak.c", program, ["-O2", "-ffp-contract=fast"])
    ? spawnSync(program, { encoding: "utf8" }).stdout
    : "";
  fs.rmSync(folder, { recursive: true });
  return Object.fromEntries(
    lines(stdout).map((line) => {
      const [bits, rate] = line.split(" ");
      return [bits, Number(rate)];
    }),
  );
}

function compiled(file: string, program: string, flags: readonly string[]): boolean {
  const args = [...flags, path.join(source, file), "-lm", "-o", program];
  return spawnSync("gcc", args).status === 0;
}

function read(
  program: string,
  args: string[],
  fields: (line: string) => string[] = (line) => line.split("\t"),
): Peer[] {
  // What a machine sets for old libraries would choose an old kernel in a new one.
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _size, ...env } = process.env;
  const { status, stdout } = spawnSync(program, args, { encoding: "utf8", env });
  if (status !== 0) return [];
  return lines(stdout).map((line) => {
    const [name, time, total, note] = fields(line);
    return {
      name: note ? `${name}, ${note}` : name,
      microseconds: Number(time),
      total: Number(total),
    };
  });
}

const lines = (text: string) => text.trim().split("\n").filter(Boolean);
