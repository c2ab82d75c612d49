// Runs the page tests with node:test, one file after the other: each drives a window of its own, and two at once
// would steal time from each other's waits.
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { buildPageTests } from "./build.mjs";

/**
 * @param {"page" | "smoke"} kind
 * @param {string | undefined} grep
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runPageTests(kind, grep) {
  const files = await buildPageTests(kind);
  const counts = { passed: 0, failed: 0 };
  const stream = run({
    files,
    concurrency: 1,
    timeout: 300_000,
    ...(grep ? { testNamePatterns: [new RegExp(grep)] } : {}),
  });
  stream.on("test:pass", ({ details, skip }) => {
    if (details.type !== "suite" && !skip) counts.passed++;
  });
  stream.on("test:fail", ({ details }) => {
    if (details.type !== "suite") counts.failed++;
  });
  for await (const line of stream.compose(new spec())) process.stdout.write(line);
  return counts;
}
