// `npm run package`: writes sparse-differentiation-VERSION.vsix into the root. Needs no network; the same files give
// the same archive. .vscodeignore chooses its content; the script vscode:prepublish builds the bundles.
import fs from "node:fs";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { createVSIX } from "@vscode/vsce";
import { unzipSync } from "fflate";
import { ZipFile } from "yazl";

const root = path.resolve(import.meta.dirname, "..");

const readme = "dist/README.md";
fs.mkdirSync(path.join(root, path.dirname(readme)), { recursive: true });
const text = fs.readFileSync(path.join(root, "README.md"), "utf8");
// VS Code shows a README's pictures only from web addresses, and nothing here is to open a connection.
fs.writeFileSync(path.join(root, readme), text.replace(/^<picture>.*?^<\/picture>\n\n/gms, ""));

// The earliest time that a zip file can store, and the time zone its times are written in.
process.env.SOURCE_DATE_EPOCH = String(Date.UTC(1980, 0, 1) / 1000);
process.env.TZ = "UTC";

// Uses the library, because the command line asks the registry for a newer version of itself.
await createVSIX({
  cwd: root,
  readmePath: readme,
  dependencies: false, // all are inside the bundles
  // The README's links lead to the repository, whose documents are not in the archive.
});

// Packed again as tightly as zlib can, which saves 15 KB of two megabytes.
const { name, version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
const archive = path.join(root, `${name}-${version}.vsix`);
const tight = new ZipFile();
for (const [file, bytes] of Object.entries(unzipSync(fs.readFileSync(archive))))
  tight.addBuffer(Buffer.from(bytes), file, {
    mtime: new Date(Date.UTC(1980, 0, 1)),
    forceDosTimestamp: true,
    compressionLevel: 9,
  });
tight.end();
const packed = await buffer(tight.outputStream);
fs.writeFileSync(archive, packed);
console.log(`${path.basename(archive)}: ${packed.length} bytes`);
