// Runs one file of page tests for a given time, as a long run. The file itself is in test/editor and needs `npm run build`.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

export interface PageRun {
  readonly minutes: number;
  readonly seed: number;
  readonly report: { keep(what: string, value: unknown): void };
}

/** @param file part of the name of the file in test/editor */
export function runPageTests(file: string, { minutes, seed, report }: PageRun): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-figures-"));
  const figures = path.join(folder, "figures.json");
  try {
    const args = ["test/tools/editor-host/run.mjs", "page", "--built", "--file", file];
    const { status } = spawnSync(process.execPath, args, {
      stdio: "inherit",
      env: {
        ...process.env,
        SPARSE_DIFF_MINUTES: String(minutes),
        SPARSE_DIFF_SEED: String(seed),
        SPARSE_DIFF_FIGURES: figures,
      },
    });
    if (fs.existsSync(figures))
      for (const [what, value] of Object.entries(JSON.parse(fs.readFileSync(figures, "utf8"))))
        report.keep(what, value);
    if (status !== 0)
      throw new Error(`the page tests of ${file} failed; --seed ${seed} repeats it`);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
