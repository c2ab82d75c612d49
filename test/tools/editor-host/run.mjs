// Runs the editor tests: `node run.mjs [host|page|web|all] [--grep PATTERN] [--file NAME] [--vscode oldest]`. Installs the
// editor host if it is missing, builds the extension and the tests, runs them and ends with one line, `N passed, N failed`.
// `web` runs page tests in the web extension host (web-tests.mjs says which); without --every, and in `all`, only the few. With
// --installed the tests run on the installed archive that `npm run package` has written; by default only its own few
// (`smoke`).
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { EDITORS, root } from "./cache.mjs";
import { runHostTests } from "./host-tests.mjs";
import { runPageTests } from "./page-tests.mjs";
import { setup } from "./setup.mjs";
import { FEW, LEFT_OUT_FILES, nameOf } from "./web-tests.mjs";

/** @typedef {string | undefined} Only */
const KINDS = {
  host: runHostTests,
  page: (/** @type {Only} */ pattern, /** @type {Only} */ name) =>
    runPageTests("page", pattern, name),
  web: (/** @type {Only} */ pattern, /** @type {Only} */ name) => {
    process.env.SPARSE_DIFF_WEB = "1";
    return runPageTests("page", pattern, name, (test) => {
      if (nameOf(test) in LEFT_OUT_FILES) return false;
      return every || name !== undefined || FEW.includes(nameOf(test));
    });
  },
  smoke: (/** @type {Only} */ pattern, /** @type {Only} */ name) =>
    runPageTests("smoke", pattern, name),
};
const { kinds, grep, file, installed, built, every } = readArguments();

/** @type {{ passed: number, failed: number }} */
const total = { passed: 0, failed: 0 };
try {
  if (installed) process.env.SPARSE_DIFF_VSIX = archive();
  await setup();
  if (!installed && !built)
    execFileSync(process.execPath, ["esbuild.mjs"], { cwd: root, stdio: "inherit" });
  for (const kind of kinds) {
    console.log(`\n${kind} tests\n`);
    const { passed, failed } = await KINDS[kind](grep, file);
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
      options: {
        grep: { type: "string" },
        file: { type: "string" }, // part of the names of the page test files
        installed: { type: "boolean", default: false },
        every: { type: "boolean", default: false }, // with web: not only the few
        built: { type: "boolean", default: false }, // dist/ is up to date
        vscode: { type: "string" }, // which VS Code, as SPARSE_DIFF_VSCODE says too
      },
    });
    const { grep, installed, vscode } = values;
    if (vscode) {
      if (!EDITORS.includes(vscode)) throw new Error(`Say --vscode ${EDITORS.join(" or ")}.`);
      process.env.SPARSE_DIFF_VSCODE = vscode;
    }
    const [kind = installed ? "smoke" : "all", ...more] = positionals;
    if (
      more.length > 0 ||
      !["host", "page", "web", "all", ...(installed ? ["smoke"] : [])].includes(kind)
    ) {
      throw new Error("Say host, page, web or all, and optionally --grep PATTERN and --installed.");
    }
    if (grep) new RegExp(grep);
    const names = kind === "all" ? ["host", "page", "web"] : [kind];
    const kinds = /** @type {(keyof typeof KINDS)[]} */ (names);
    return { ...values, kinds };
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exit(2);
  }
}

/** The archive of this version, as the packager names it. */
function archive() {
  const { name, version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  const file = path.join(root, `${name}-${version}.vsix`);
  if (!fs.existsSync(file)) {
    throw new Error(`There is no ${path.basename(file)} yet; npm run package writes it.`);
  }
  return file;
}
