// Runs the page tests with node:test, one file after the other in one process, so that their windows share one VS Code
// server and one browser.
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { buildPageTests } from "./build.mjs";

/**
 * @param {"page" | "smoke"} kind
 * @param {string | undefined} grep
 * @param {string | undefined} file part of the names of the files to run; windows of other files do not open
 * @param {(file: string) => boolean} [fits] whether a file is wanted at all
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runPageTests(kind, grep, file, fits) {
  const counts = { passed: 0, failed: 0 };
  const stream = run({
    files: [await buildPageTests(kind, file, fits)],
    // Whatever a test has left running, the run ends with its last test.
    forceExit: true,
    ...(grep ? { testNamePatterns: [new RegExp(grep)] } : {}),
  });
  stream.on("test:pass", ({ details, skip }) => {
    if (details.type !== "suite" && !skip) counts.passed++;
  });
  stream.on("test:fail", ({ details }) => {
    // A suite (a file) fails with its tests; it counts only if it could not begin or end.
    const { failureType } = /** @type {{ failureType?: string }} */ (details.error);
    if (details.type !== "suite" || failureType !== "subtestsFailed") counts.failed++;
  });
  for await (const line of stream.compose(new spec())) process.stdout.write(line);
  return counts;
}
