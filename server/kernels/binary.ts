// From base64 to running WebAssembly: feature probes, one compiled module per binary and variant, instances, memory. Native
// kernels work on the same memory in place of an instance. Knows no operation and no layout; serves every entry of assembly/.
import { nativeExports, nativePath } from "./native/native";

// The part of the WebAssembly interface that the kernels use, declared here because the server is type-checked without
// the DOM library.

type Module = object;
export interface Memory {
  readonly buffer: ArrayBuffer;
}
interface WebAssemblyInterface {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => Module;
  Memory: new (size: { initial: number; maximum: number }) => Memory;
  Instance: new (
    module: Module,
    imports: { env: { memory: Memory } },
  ) => { readonly exports: unknown };
}

/** undefined in an engine without WebAssembly. */
const webAssembly = (globalThis as unknown as { WebAssembly?: WebAssemblyInterface }).WebAssembly;

/** A generated module: one entry compiled in both variants, base64. */
export interface Binary {
  readonly simd: string;
  readonly relaxedSimd: string;
}
/** Two variants in WebAssembly, and the same operations as native code. */
export type SimdVariant = "simd" | "relaxed-simd" | "native";

// biome-ignore format: rows of opcodes
const probes = {
  // (module (func (result v128) i32.const 0 i8x16.splat))
  simd: [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
  ],
  // (module (func (param v128 v128 v128) (result v128) local.get 0 1 2 f32x4.relaxed_madd))
  "relaxed-simd": [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 3, 123, 123, 123, 1, 123, 3, 2, 1, 0,
    10, 13, 1, 11, 0, 32, 0, 32, 1, 32, 2, 253, 133, 2, 11,
  ],
};

export function isSupported(variant: SimdVariant): boolean {
  if (variant === "native") return webAssembly !== undefined && nativePath() !== undefined;
  return webAssembly?.validate(new Uint8Array(probes[variant])) ?? false;
}

const modules = new Map<string, Module>();

/** The exports of a new instance on `memory`. The module is decoded and compiled only once. */
export function instantiate<Exports>(
  binary: Binary,
  variant: SimdVariant,
  memory: Memory,
): Exports {
  if (variant === "native") return nativeExports<Exports>(memory);
  const base64 = variant === "simd" ? binary.simd : binary.relaxedSimd;
  let module = modules.get(base64);
  if (!module) {
    module = new webAssembly!.Module(decodeBase64(base64));
    modules.set(base64, module);
  }
  return new webAssembly!.Instance(module, { env: { memory } }).exports as Exports;
}

/** The same for an entry without SIMD; undefined in an engine without WebAssembly. */
export function instantiatePlain<Exports>(
  base64: string,
  memory: () => Memory,
): Exports | undefined {
  if (!webAssembly) return undefined;
  const module = new webAssembly.Module(decodeBase64(base64));
  return new webAssembly.Instance(module, { env: { memory: memory() } }).exports as Exports;
}

/** The limit of 32-bit addresses. */
export const MOST_PAGES = 65536;

/**
 * A memory of exactly `pages` pages; it never grows, so views of it stay valid.
 * @throws RangeError if there is not so much
 */
export function createMemory(pages: number): Memory {
  // An engine has another kind of error for this, which says nothing of memory.
  if (pages > MOST_PAGES) throw new RangeError(`${pages} pages; expected at most ${MOST_PAGES}`);
  return new webAssembly!.Memory({ initial: pages, maximum: pages });
}

/** Avoids Node's Buffer, so that the same code runs in a browser worker. */
function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
