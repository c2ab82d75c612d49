// The entry point that VS Code calls in its extension host: runs every bundled *.host.test file with Mocha. The report
// goes to a file, because the extension host's log also has VS Code's own lines.
import { appendFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "node:util";
import Mocha from "mocha";

/** Milliseconds. A test that takes longer is stuck. No test has its own limit. */
const LIMIT = 20 * 60_000;

export async function run(): Promise<void> {
  const { SPARSE_DIFF_TEST_REPORT: report, SPARSE_DIFF_TEST_GREP: grep } = process.env;
  if (report) {
    Mocha.reporters.Base.consoleLog = (...values: unknown[]) =>
      appendFileSync(report, `${format(...values)}\n`);
  }
  const mocha = new Mocha({ ui: "bdd", timeout: LIMIT, color: false, reporter: "spec" });
  if (grep) mocha.grep(new RegExp(grep));
  const files = readdirSync(__dirname, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => name.endsWith(".host.test.js")).sort()) {
    mocha.addFile(path.join(__dirname, file));
  }
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
  });
  const { passes = 0, failures = 1, pending = 0 } = stats ?? {};
  if (report) writeFileSync(`${report}.json`, JSON.stringify({ passes, failures, pending }));
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}
