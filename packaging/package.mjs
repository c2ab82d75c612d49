// `npm run package`: writes sparse-differentiation-VERSION.vsix into the root. Needs no network; the same files give
// the same archive. .vscodeignore chooses its content; the script vscode:prepublish builds the bundles.
import fs from "node:fs";
import path from "node:path";
import { createVSIX } from "@vscode/vsce";

const root = path.resolve(import.meta.dirname, "..");

const readme = "dist/README.md";
fs.mkdirSync(path.join(root, path.dirname(readme)), { recursive: true });
const text = fs.readFileSync(path.join(root, "README.md"), "utf8");
// VS Code shows a README's pictures only from web addresses; any other would be broken.
fs.writeFileSync(path.join(root, readme), text.replace(/^!\[[^\]]*\]\([^)]*\)\n\n/gm, ""));

// The earliest time that a zip file can store, and the time zone its times are written in.
process.env.SOURCE_DATE_EPOCH = String(Date.UTC(1980, 0, 1) / 1000);
process.env.TZ = "UTC";

// Uses the library, because the command line asks the registry for a newer version of itself.
await createVSIX({
  cwd: root,
  readmePath: readme,
  dependencies: false, // all are inside the bundles
  allowMissingRepository: true, // there is no public repository to name
  rewriteRelativeLinks: false, // and no address for links to lead to; VS Code shows their text
});
