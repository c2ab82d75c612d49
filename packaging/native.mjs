// Compiles the native kernels (server/kernels/native) into one binary a platform: dist/native/<platform>-<arch>.node. For
// this machine with its own C compiler, or for every platform with Debian's cross-compilers. Nothing else here: what loads
// them is server/native.node.ts. No binary is committed, and nobody needs one: without it WebAssembly runs.
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "..");
const source = path.join(root, "server/kernels/native");
const outputs = path.join(root, "dist/native");

/** The sources compiled once a path; all others are compiled once. */
const KERNELS = [
  "product",
  "inference",
  "layered",
  "cells",
  "runs",
  "training",
  "trainingProducts",
  "table",
];

const x64 = [
  ["-DPATH_AVX512", "-march=x86-64-v4", "-mprefer-vector-width=512"],
  ["-DPATH_AVX2", "-march=x86-64-v3"],
];
const arm64 = [["-DPATH_NEON"]];

/** Rounding is part of the result, so nothing is contracted or reordered; errno and traps are not used. */
const arithmetic = ["-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"];
const common = [
  ...["-std=c11", "-O2", "-ftree-vectorize", "-Wall", "-Wextra", "-Werror", "-ffreestanding"],
  // Nothing is ever unwound through this code.
  ...["-fno-asynchronous-unwind-tables", "-fno-unwind-tables", ...arithmetic],
];
/** Loops over whole rows are turned into vectors, others stay small. */
const gcc = ["-fvect-cost-model=cheap", "-fno-ident"];
const protection = ["-fstack-protector-strong", "-fvisibility=hidden"];

// No library is linked: the symbols of Node-API and of the C library are in the process that loads the binary, whichever
// C library that has.
const linux = {
  compile: [...protection, ...gcc, "-fPIC"],
  link: ["-shared", "-nostdlib", "-Wl,-z,relro,-z,now,-z,noexecstack,--build-id=none", "-s"],
};
/** @param {string} target */
const darwin = (target) => ({
  compiler: "clang",
  compile: [...protection, "-fPIC", `--target=${target}`],
  link: [
    `--target=${target}`,
    "-fuse-ld=lld",
    "-nostdlib",
    "-bundle",
    "-Wl,-undefined,dynamic_lookup",
    "-Wl,-x",
  ],
});

/**
 * How a platform's binary is made.
 * @typedef {object} Target
 * @property {string} compiler
 * @property {readonly (readonly string[])[]} paths flags of each path
 * @property {readonly string[]} compile
 * @property {readonly string[]} link
 * @property {boolean} [isWindows] needs windows.c
 */

/** @type {Readonly<Record<string, Target>>} */
const targets = {
  "linux-x64": {
    ...linux,
    compiler: "gcc",
    paths: x64,
    compile: [...linux.compile, "-fcf-protection"],
  },
  "linux-arm64": {
    ...linux,
    compiler: "aarch64-linux-gnu-gcc",
    paths: arm64,
    compile: [...linux.compile, "-mbranch-protection=standard"],
  },
  "win32-x64": {
    compiler: "x86_64-w64-mingw32-gcc",
    paths: x64,
    // This compiler does not align its stack to what a vector of 32 bytes needs, so no move may ask for it.
    compile: [...gcc, "-fvisibility=hidden", "-DNAPI_EXTERN=", "-Wa,-muse-unaligned-vector-move"],
    link: [
      "-shared",
      "-s",
      "-static-libgcc",
      "-Wl,--dynamicbase,--nxcompat,--high-entropy-va,--no-insert-timestamp",
    ],
    isWindows: true,
  },
  // Few of Apple's x64 machines had AVX-512, and the archive is to stay small.
  "darwin-x64": {
    ...darwin("x86_64-apple-macos11"),
    paths: x64.filter(([name]) => name !== "-DPATH_AVX512"),
  },
  "darwin-arm64": { ...darwin("arm64-apple-macos11"), paths: arm64 },
};
const platforms = Object.keys(targets);
export const thisPlatform = `${process.platform}-${process.arch}`;

/**
 * Compiles what is out of date.
 * @param {string} platform one of `platforms`
 * @param {{ compiler?: string, flags?: string[], out?: string }} [options] another compiler, more flags, another folder
 * @returns {Promise<string>} the file
 */
export async function buildNative(platform, { compiler, flags = [], out = outputs } = {}) {
  const target = targets[platform];
  const file = path.join(out, `${platform}.node`);
  if (modified(file) > Math.max(...sources().map(modified), modified(import.meta.filename)))
    return file;
  fs.mkdirSync(out, { recursive: true });
  const work = fs.mkdtempSync(path.join(out, "build-"));
  try {
    const cc = compiler ?? target.compiler;
    const headers = path.join(root, "node_modules/node-api-headers/include");
    const units = [
      ...target.paths.flatMap((set) => KERNELS.map((name) => ({ name, more: set }))),
      ...boundarySources(target).map((name) => ({ name, more: ["-isystem", headers] })),
    ];
    const objects = units.map((_, i) => path.join(work, `${i}.o`));
    for (const [i, { name, more }] of units.entries()) {
      const file = path.join(source, `${name}.c`);
      await run(cc, [
        ...[...common, ...target.compile, ...more, ...flags],
        ...["-c", file, "-o", objects[i]],
      ]);
    }
    const linked = path.join(work, "linked.node");
    await run(cc, [...objects, ...target.link, ...flags, "-o", linked]);
    // Another build may run at the same time: a reader never sees half a file.
    fs.renameSync(linked, file);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  return file;
}

/** Compiles for every platform whose compiler is here; says in one line each which is not. The archive test wants all. */
export async function buildNativeEverywhere(log = console.error) {
  for (const platform of platforms) {
    try {
      await buildNative(platform);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOENT") throw error;
      fs.rmSync(path.join(outputs, `${platform}.node`), { force: true });
      const { compiler } = targets[platform];
      log(
        `No native kernels for ${platform}, where WebAssembly will run: ${compiler} is not here (packaging/compilers.sh installs it).`,
      );
    }
  }
}

/** Compiles for this machine if it can be done. Says in one line why not, or nothing. */
export async function buildNativeHere(log = console.log) {
  if (!platforms.includes(thisPlatform)) return log(`No native kernels: none for ${thisPlatform}.`);
  const compilers = ["cc", targets[thisPlatform].compiler];
  for (const compiler of compilers) {
    try {
      return await buildNative(thisPlatform, { compiler });
    } catch (error) {
      const { code, stderr, message } = /** @type {NodeJS.ErrnoException & { stderr?: string }} */ (
        error
      );
      if (code === "ENOENT") continue;
      const first = (stderr || message).split("\n").find((line) => /error/i.test(line)) ?? message;
      return log(`No native kernels, WebAssembly is used: ${first}`);
    }
  }
  log(`No native kernels: no C compiler found (${compilers.join(", ")}); WebAssembly is used.`);
}

function sources() {
  return fs.readdirSync(source).map((name) => path.join(source, name));
}

/** @param {Target} target */
function boundarySources({ isWindows = false }) {
  return fs
    .readdirSync(source)
    .filter((name) => name.endsWith(".c"))
    .map((name) => name.slice(0, -2))
    .filter((name) => !KERNELS.includes(name) && (name !== "windows" || isWindows));
}

/** @param {string} file */
function modified(file) {
  return fs.existsSync(file) ? fs.statSync(file).mtimeMs : 0;
}
