// `sparse-diff report` from the command line, process start included: wall time, CPU time and peak memory by file
// size, on one thread and on two; and what the whole analysis (`--html`) takes beside it, with the bundled general model.
// Run by `npm run bench`; nothing is asserted.
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

interface Run {
  readonly seconds: number;
  /** Of all cores. */
  readonly processor: number;
  readonly megabytes: number;
}

function timed(of: string, more: readonly string[]): Run {
  const args = ["-r", peak, "dist/cli.js", "report", file, "--model", of, "--json", ...more];
  const start = performance.now();
  const run = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 2 ** 26 });
  const seconds = (performance.now() - start) / 1000;
  const [, kilobytes, micros] = /peak (\d+) cpu (\d+)/.exec(run.stderr) ?? [];
  return { seconds, processor: Number(micros) / 1e6, megabytes: Number(kilobytes) / 1024 };
}

console.log(
  "\n| bytes | threads | seconds | processor us a byte | peak MB |\n|---:|---:|---:|---:|---:|",
);
for (const bytes of [2 ** 16, 2 ** 18, 2 ** 20, 2 ** 22]) {
  fs.writeFileSync(file, benchText(bytes));
  for (const threads of [1, 2]) {
    const { seconds, processor, megabytes } = timed(model, ["--threads", String(threads)]);
    const each = (1e6 * processor) / bytes;
    console.log(
      `| ${bytes} | ${threads} | ${seconds.toFixed(2)} | ${each.toFixed(1)} | ${megabytes.toFixed(0)} |`,
    );
  }
}

const general = path.resolve("media/general/general.safetensors");
const html = ["--threads", "2", "--html", path.join(folder, "page.html")];
console.log(
  "\n| bytes | report, s | analysis, s | times | report, processor s | analysis | times |\n|---:|---:|---:|---:|---:|---:|---:|",
);
for (const bytes of [1024, 1e6, 3e6]) {
  fs.writeFileSync(file, benchText(bytes));
  const plain = timed(general, ["--threads", "2"]);
  const whole = timed(general, html);
  const three = (of: "seconds" | "processor") =>
    [plain[of].toFixed(2), whole[of].toFixed(2), (whole[of] / plain[of]).toFixed(2)].join(" | ");
  console.log(`| ${bytes} | ${three("seconds")} | ${three("processor")} |`);
}
fs.rmSync(folder, { recursive: true });
