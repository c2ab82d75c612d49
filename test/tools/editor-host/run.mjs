// The editor tests: `node run.mjs [host|page|all] [--grep PATTERN]`. Installs the editor host where it is missing,
// builds the extension and the tests, runs them and ends with one line, `N passed, N failed`.
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { root } from "./cache.mjs";
import { runHostTests } from "./host-tests.mjs";
import { runPageTests } from "./page-tests.mjs";
import { setup } from "./setup.mjs";

const KINDS = { host: runHostTests, page: runPageTests };
const { kinds, grep } = readArguments();

/** @type {{ passed: number, failed: number }} */
const total = { passed: 0, failed: 0 };
try {
  await setup();
  execFileSync(process.execPath, ["esbuild.mjs"], { cwd: root, stdio: "inherit" });
  for (const kind of kinds) {
    console.log(`\n${kind} tests\n`);
    const { passed, failed } = await KINDS[kind](grep);
    total.passed += passed;
    total.failed += failed;
  }
  if (total.passed + total.failed === 0) throw new Error(`No test is called like ${grep}.`);
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  total.failed++;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { grep: { type: "string" } },
    });
    const [kind = "all", ...more] = positionals;
    if (more.length > 0 || !["host", "page", "all"].includes(kind)) {
      throw new Error("Say host, page or all, and optionally --grep PATTERN.");
    }
    if (values.grep) new RegExp(values.grep);
    const all = /** @type {(keyof typeof KINDS)[]} */ (Object.keys(KINDS));
    return { kinds: all.filter((name) => kind === "all" || kind === name), grep: values.grep };
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exit(2);
  }
}
