// `npm run test:one -- FILE`: bundles one *.test.ts and runs it in this process, so that a debugger stops in it.
// Flags of node:test come first: `node --test-name-pattern=hover test/tools/one-test.mjs FILE`. Not for tests inside
// an editor.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { bundledName, bundleTests, root } from "./bundle.mjs";

const out = path.join(root, "out/one");

const [asked, ...more] = process.argv.slice(2);
const file = asked && path.relative(root, path.resolve(asked));
if (!file || more.length > 0) refuse(`${more[0] ?? "no file"}: expected one *.test.ts`);
if (!fs.existsSync(path.join(root, file)) || !file.endsWith(".test.ts"))
  refuse(`${asked}: not a test file; expected a *.test.ts`);
if (!file.startsWith(`test${path.sep}`)) refuse(`${asked}: expected a file below test/`);
if (file.startsWith(path.join("test", "editor")))
  refuse(`${asked}: runs in an editor; npm run test:editor -- page --grep NAME runs some of those`);

// Worker threads that the test starts are bundled next to it, where it looks for them.
const folder = path.dirname(file);
const workers = fs.readdirSync(path.join(root, folder)).filter((f) => f.endsWith(".worker.ts"));
process.chdir(root);
await bundleTests([file, ...workers.map((worker) => path.join(folder, worker))], out);
process.setSourceMapsEnabled(true);
createRequire(import.meta.url)(path.join(out, bundledName(file)));

function refuse(sentence) {
  console.error(sentence);
  process.exit(2);
}
