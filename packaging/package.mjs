// `npm run package`: writes sparse-differentiation-VERSION.vsix into the root. Needs no network, and the same files give
// the same archive. What is in it is chosen by .vscodeignore; the bundles come from the script vscode:prepublish.
import fs from "node:fs";
import path from "node:path";
import { createVSIX } from "@vscode/vsce";

const root = path.resolve(import.meta.dirname, "..");

const readme = "dist/README.md";
fs.mkdirSync(path.join(root, path.dirname(readme)), { recursive: true });
const text = fs.readFileSync(path.join(root, "README.md"), "utf8");
// VS Code shows an extension's pictures from web addresses only; any other would be a broken one.
fs.writeFileSync(path.join(root, readme), text.replace(/^!\[[^\]]*\]\([^)]*\)\n\n/gm, ""));

// The first moment that a zip file can name, in the zone its times are written in.
process.env.SOURCE_DATE_EPOCH = String(Date.UTC(1980, 0, 1) / 1000);
process.env.TZ = "UTC";

// The library, because the command line asks the registry for a newer version of itself.
await createVSIX({
  cwd: root,
  readmePath: readme,
  dependencies: false, // all are inside the bundles
  allowMissingRepository: true, // there is no public one to name
  rewriteRelativeLinks: false, // nor an address that links could lead to; VS Code shows their words
});
