// `npm start`: builds the extension and opens an editor on the sample, in a desktop VS Code if the `code` command
// exists, or else in the server build. With --screenshot it writes one picture and ends.
import { execFileSync, spawnSync } from "node:child_process";
import { root } from "./editor-host/cache.mjs";
import { demoContent, runDesktop, runServer, takePicture } from "./editor-host/demo.mjs";
import { BadUse, readOptions, USAGE } from "./editor-host/demo-options.mjs";

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    console.log(USAGE);
    process.exit();
  }
  demoContent(options); // reports missing files before anything is built
  build();
  if (options.web) process.env.SPARSE_DIFF_WEB = "1";
  if (options.screenshot) {
    await takePicture({ ...options, screenshot: options.screenshot });
    console.log(options.screenshot);
  } else if (spawnSync("code", ["--version"]).status === 0) {
    await runDesktop(options);
  } else {
    await runServer(options);
  }
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exit(error instanceof BadUse ? 2 : 1);
}

function build() {
  try {
    execFileSync(process.execPath, ["esbuild.mjs"], { cwd: root, stdio: "inherit" });
  } catch {
    throw new Error("The extension does not build; its errors are above.");
  }
}
