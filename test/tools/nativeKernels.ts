// The native kernels in tests, as in the product: every bundle of a test begins with this, so that the fastest backend is
// theirs where the build made them (dist/native). Also relaxed SIMD, which Node 20 has behind a flag.
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import { isSupported } from "../../server/kernels/binary";
import { loadNative } from "../../server/native.node";

/** Where the build puts the native kernels. Tests run in the root. */
export const NATIVE = path.resolve("dist/native");

if (!isSupported("relaxed-simd")) setFlagsFromString("--experimental-wasm-relaxed-simd");
loadNative({ folder: NATIVE, isTried: true });

/** The variants of the operations, to be tried one by one. */
export const VARIANTS = (["simd", "relaxed-simd", "native"] as const).filter(isSupported);

/** From now on `native` is this path, or the usual one. One sentence if it cannot be. */
export function useNativePath(choice?: string): string | undefined {
  return loadNative({ folder: NATIVE, choice, isTried: true });
}

/** The paths of the native kernels that this processor runs, the fastest first. */
export function nativePaths(): string[] {
  const found = ["avx512", "avx2", "neon"].filter((path) => useNativePath(path) === undefined);
  useNativePath();
  return found;
}
