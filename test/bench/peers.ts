// Other programs to compare with: a plain C program, a numpy script and a PyTorch script. Each gets the same model
// and text and returns its best time per position and a checksum; those not installed are skipped.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Weights } from "../../server/kernels/interface";
import { writeRawWeights } from "../../server/nets/rawWeights";

export interface Peer {
  readonly name: string;
  /** Per position, best of its rounds. */
  readonly microseconds: number;
  /** Sum of |attribution| over the positions it traced. */
  readonly total: number;
}

const source = path.resolve("test/bench");

export function runPeers(weights: Weights, text: Uint8Array, depth: number, count: number): Peer[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-bench-"));
  const model = path.join(folder, "model.bin");
  const bytes = path.join(folder, "text");
  fs.writeFileSync(model, writeRawWeights(weights));
  fs.writeFileSync(bytes, text);
  const asked = [model, bytes, String(depth), String(count)];
  try {
    return [
      ...[["-O2"], ["-O3", "-march=native"]].flatMap((flags) => {
        const program = path.join(folder, "peer");
        const built = spawnSync("gcc", [
          ...flags,
          `-DH=${weights.H}`,
          path.join(source, "peer.c"),
          "-lm",
          "-o",
          program,
        ]);
        return built.status === 0 ? read(program, asked, `plain C, gcc ${flags.join(" ")}`) : [];
      }),
      ...read("python3", [path.join(source, "peer.py"), ...asked]),
    ];
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function read(program: string, args: string[], name?: string): Peer[] {
  const { status, stdout } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) return [];
  return stdout
    .trim()
    .split("\n")
    .map((line) => {
      const fields = name ? [name, ...line.split(" ")] : line.split("\t");
      return { name: fields[0], microseconds: Number(fields[1]), total: Number(fields[2]) };
    });
}
