// `sparse-diff report` from the command line, process start included: wall time, CPU time and peak memory by file
// size, on one thread and on two. Run by `npm run bench`; nothing is asserted.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { benchText, benchWeights } from "../../server/cli/measure";
import { writeRawWeights } from "../../server/nets/rawWeights";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-bench-"));
const model = path.join(folder, "model.bin");
const file = path.join(folder, "text");
const peak = path.join(folder, "peak.cjs");
fs.writeFileSync(model, writeRawWeights(benchWeights(128)));
fs.writeFileSync(
  peak,
  `process.on("exit", () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    process.stderr.write("peak " + maxRSS + " cpu " + (userCPUTime + systemCPUTime));
  });`,
);

console.log(
  "\n| bytes | threads | seconds | processor us a byte | peak MB |\n|---:|---:|---:|---:|---:|",
);
for (const bytes of [2 ** 16, 2 ** 18, 2 ** 20, 2 ** 22]) {
  fs.writeFileSync(file, benchText(bytes));
  for (const threads of [1, 2]) {
    const args = ["-r", peak, "dist/cli.js", "report", file, "--model", model, "--json"];
    const start = performance.now();
    const run = spawnSync(process.execPath, [...args, "--threads", String(threads)], {
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    const seconds = (performance.now() - start) / 1000;
    const memory = Number(/peak (\d+)/.exec(run.stderr)?.[1]) / 1024;
    const each = Number(/cpu (\d+)/.exec(run.stderr)?.[1]) / bytes;
    console.log(
      `| ${bytes} | ${threads} | ${seconds.toFixed(2)} | ${each.toFixed(1)} | ${memory.toFixed(0)} |`,
    );
  }
}
fs.rmSync(folder, { recursive: true });
