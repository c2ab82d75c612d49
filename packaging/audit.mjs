// `npm run audit`: asks the registry whether what ships has known vulnerabilities, and fails if it has. Where the registry does
// not answer that question, as offline or behind a mirror, it says so and does not fail.
import { spawnSync } from "node:child_process";

/** Names only what ships: what is bundled stands under "dependencies", or the build refuses it. */
const { stdout, stderr } = spawnSync("npm", ["audit", "--omit=dev", "--json"], {
  encoding: "utf8",
  shell: process.platform === "win32",
});

const answer = parsed(stdout);
const total = answer?.metadata?.vulnerabilities?.total;
if (typeof total !== "number") {
  const reason = answer?.error?.summary || answer?.message || stderr.trim().split("\n").at(-1);
  console.log(`npm audit: the registry did not answer (${reason || "no reason given"}).`);
} else if (total === 0) {
  console.log("npm audit: no known vulnerabilities in what ships.");
} else {
  console.error(
    `npm audit: ${total} known vulnerabilities in what ships; npm audit --omit=dev lists them.`,
  );
  process.exitCode = 1;
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
