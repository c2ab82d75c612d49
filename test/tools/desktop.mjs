// `npm run test:desktop`: the suites of the extension host in a desktop VS Code. The oldest supported version by
// default; VSCODE_VERSION chooses another, VSCODE_EXECUTABLE one that is installed. Needs a display, or xvfb-run.
import fs from "node:fs";
import path from "node:path";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { buildHostTests, suite } from "./editor-host/build.mjs";
import { root } from "./editor-host/cache.mjs";
import { testFiles } from "./editor-host/host-tests.mjs";
import { makeWorkspace } from "./editor-host/workspace.mjs";

const vscodeExecutablePath = await findVSCode();
const { folder } = makeWorkspace(testFiles());
await buildHostTests();
try {
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: root,
    extensionTestsPath: suite,
    launchArgs: [folder, "--disable-extensions", "--disable-workspace-trust", "--skip-welcome"],
  });
} catch {
  process.exit(1); // VS Code has printed which tests failed
}

async function findVSCode() {
  const { VSCODE_EXECUTABLE, VSCODE_VERSION } = process.env;
  if (VSCODE_EXECUTABLE) {
    if (fs.existsSync(VSCODE_EXECUTABLE)) return VSCODE_EXECUTABLE;
    refuse(`VSCODE_EXECUTABLE names ${VSCODE_EXECUTABLE}, which does not exist.`);
  }
  try {
    return await downloadAndUnzipVSCode({
      version: VSCODE_VERSION ?? oldestVersion(),
      cachePath: path.join(root, "out/vscode"),
    });
  } catch (error) {
    const reason = /** @type {Error} */ (error).message.split("\n")[0];
    refuse(
      `VS Code could not be downloaded (${reason}); set VSCODE_EXECUTABLE to an installed one, or use npm run test:editor.`,
    );
  }
}

/** The oldest VS Code that the manifest's engines.vscode allows. */
function oldestVersion() {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  return String(manifest.engines.vscode).replace(/^[^\d]*/, "");
}

/**
 * @param {string} sentence
 * @returns {never}
 */
function refuse(sentence) {
  console.error(sentence);
  process.exit(2);
}
