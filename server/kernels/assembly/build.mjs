// Compiles each AssemblyScript entry into two WebAssembly binaries (SIMD, relaxed SIMD), or one without SIMD, and writes
// them as base64 in one TypeScript module an entry, so that no path can break in a bundle.
import fs from "node:fs";
import path from "node:path";
import asc from "assemblyscript/asc";

/** One line an entry: `assembly/<name>.ts` becomes `generated/<name>.ts`. */
const entries = ["inference", "layered", "runs", "spectrum", "training"];

const variants = {
  simd: ["--enable", "simd"],
  relaxedSimd: ["--enable", "simd", "--enable", "relaxed-simd"],
};
/** Without SIMD, so that it runs wherever WebAssembly does, and with the short forms of the standard library. */
const plain = { elementary: ["--shrinkLevel", "1"] };
const source = import.meta.dirname;
/** The entries here may import what a cell keeps in its folder, cells/<name>/assembly.ts and training.ts. */
const kernels = path.resolve(source, "..");
const target = path.join(kernels, "generated");

const options = [
  "--baseDir",
  kernels,
  "--runtime",
  "stub",
  "--importMemory",
  "--noExportMemory",
  "--noAssert",
];
const optimise = ["-O3", "--converge"];

/** Builds what is out of date; with `force`, everything. */
export async function buildKernels({ force = false } = {}) {
  fs.mkdirSync(target, { recursive: true });
  const newest = Math.max(...sources().map(modified));
  for (const entry of [...entries, ...Object.keys(plain)]) {
    const file = path.join(target, `${entry}.ts`);
    if (!force && modified(file) > newest) continue;
    const lines = [
      `// Generated from assembly/${entry}.ts by assembly/build.mjs: WebAssembly as base64. Not edited by hand.`,
    ];
    const wanted = plain[entry] ? { plain: plain[entry] } : variants;
    for (const [variant, flags] of Object.entries(wanted)) {
      const binary = await compile(entry, flags);
      lines.push(`export const ${variant} =`, `  "${Buffer.from(binary).toString("base64")}";`);
    }
    writeWhole(file, `${lines.join("\n")}\n`);
  }
}

function sources() {
  const cells = path.join(kernels, "cells");
  const ofCells = fs
    .readdirSync(cells)
    .flatMap((name) => ["assembly.ts", "training.ts"].map((file) => path.join(cells, name, file)));
  return [...fs.readdirSync(source).map((file) => path.join(source, file)), ...ofCells];
}

async function compile(entry, flags) {
  let binary;
  const { error, stderr } = await asc
    .main(
      [`assembly/${entry}.ts`, "--outFile", `${entry}.wasm`, ...options, ...optimise, ...flags],
      {
        readFile: (name, base) => {
          const file = path.resolve(base, name);
          return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : null;
        },
        writeFile: (name, contents) => {
          if (name.endsWith(".wasm")) binary = contents;
        },
        listFiles: () => [],
      },
    )
    .catch((error) => ({ error, stderr: "" }));
  if (error) throw new Error(`assembly/${entry}.ts: ${error.message}\n${stderr}`);
  return binary;
}

/** Two builds may run at once (tests of several folders): a reader never sees half a file. */
function writeWhole(file, text) {
  const temporary = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, text);
  fs.renameSync(temporary, file);
}

function modified(file) {
  return fs.existsSync(file) ? fs.statSync(file).mtimeMs : 0;
}
