// Runs the Mocha suites in the extension host of a real VS Code window. VS Code reports the exit code; the suites
// report through a file.
import fs from "node:fs";
import path from "node:path";
import { format } from "node:util";
import { openPage } from "./browser.mjs";
import { buildHostTests, suite } from "./build.mjs";
import { packagedExtension, root } from "./cache.mjs";
import { startServer } from "./server.mjs";
import { openWindow } from "./window.mjs";
import { makeWorkspace } from "./workspace.mjs";

/** Milliseconds for all of them; a longer run is stuck. */
const LIMIT = 30 * 60_000;

/** VS Code runs tests only if some extension is under development; next to an installed one, this is. */
const EMPTY_EXTENSION = {
  publisher: "sparse-differentiation",
  name: "no-extension",
  version: "0.0.0",
  engines: { vscode: "*" },
};

/**
 * @param {string | undefined} grep
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runHostTests(grep) {
  await buildHostTests();
  const workspace = makeWorkspace(testFiles());
  const empty = makeWorkspace({ "package.json": JSON.stringify(EMPTY_EXTENSION) });
  const reports = makeWorkspace({});
  const report = path.join(reports.folder, "report.txt");
  const packaged = packagedExtension();
  const server = await startServer({
    packaged,
    builtIn: false,
    env: { SPARSE_DIFF_TEST_REPORT: report, ...(grep ? { SPARSE_DIFF_TEST_GREP: grep } : {}) },
  });
  const { page, close } = await openPage();
  try {
    /** @type {string[]} */
    const log = [];
    const ended = new Promise((resolve) => {
      setTimeout(() => resolve(`no result after ${LIMIT / 60_000} minutes`), LIMIT).unref();
      page.on("crash", () => resolve("the page crashed"));
      // VS Code calls these two functions if its page has them.
      page.exposeFunction("codeAutomationExit", resolve);
      page.exposeFunction(
        "codeAutomationLog",
        (/** @type {string} */ _, /** @type {unknown[]} */ values) => log.push(format(...values)),
      );
    });
    await openWindow(page, server, {
      folder: workspace.folder,
      tests: suite,
      ...(packaged ? { extension: empty.folder } : {}),
    });
    const code = await ended;
    if (fs.existsSync(report)) process.stdout.write(fs.readFileSync(report, "utf8"));
    if (fs.existsSync(`${report}.json`)) {
      const { passes, failures } = JSON.parse(fs.readFileSync(`${report}.json`, "utf8"));
      return { passed: passes, failed: failures };
    }
    const last = [...log, server.log()].join("\n").split("\n").slice(-25).join("\n");
    console.error(`The extension host ended without a report (${code}); its last lines:\n${last}`);
    return { passed: 0, failed: 1 };
  } finally {
    await close();
    await server.stop();
    workspace.remove();
    empty.remove();
    reports.remove();
  }
}

/** The bundled sample and the test fixtures: the content of the suites' workspace. */
export function testFiles() {
  const folders = ["media/sample", "test/editor/fixtures"].map((name) => path.join(root, name));
  return Object.fromEntries(
    folders
      .filter((folder) => fs.existsSync(folder))
      .flatMap((folder) =>
        fs
          .readdirSync(folder, { recursive: true, encoding: "utf8" })
          .filter((name) => fs.statSync(path.join(folder, name)).isFile())
          .map((name) => [name, { copyOf: path.join(folder, name) }]),
      ),
  );
}
