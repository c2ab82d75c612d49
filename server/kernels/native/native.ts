// The native kernels as this process has them: which addon and which path, and its operations on a memory. They have the
// names, arguments and memory of the WebAssembly kernels. Not here: finding and judging the binary (native.node.ts), C.

/** What addon.c exports. */
export interface NativeAddon {
  /** The paths that this processor runs, the fastest first. */
  readonly paths: readonly string[];
  /** The number of each operation. */
  readonly operations: Readonly<Record<string, number>>;
  /** @throws RangeError if there is no such path */
  bind(path: string, memory: ArrayBuffer, values: ArrayBuffer): (operation: number) => number;
}

/** The most arguments of an operation, as MOST_ARGUMENTS in boundary.h. */
const MOST_ARGUMENTS = 12;

let used: { readonly addon: NativeAddon; readonly path: string } | undefined;

/** From now on the backend `native` is this addon on this path; undefined: there is none. */
export function useNative(addon?: NativeAddon, path = addon?.paths[0]): void {
  used = addon && path ? { addon, path } : undefined;
}

/** The path of the backend `native`, undefined where there is none. */
export function nativePath(): string | undefined {
  return used?.path;
}

/** Every operation on this memory. @throws RangeError from an operation whose arguments lead outside the memory */
export function nativeExports<Exports>({ buffer }: { readonly buffer: ArrayBuffer }): Exports {
  if (!used) throw new Error("there are no native kernels");
  const values = new Float64Array(MOST_ARGUMENTS);
  const run = used.addon.bind(used.path, buffer, values.buffer);
  const operation =
    (number: number) =>
    (a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0, j = 0, k = 0): number => {
      values[0] = a;
      values[1] = b;
      values[2] = c;
      values[3] = d;
      values[4] = e;
      values[5] = f;
      values[6] = g;
      values[7] = h;
      values[8] = i;
      values[9] = j;
      values[10] = k;
      return run(number);
    };
  return Object.fromEntries(
    Object.entries(used.addon.operations).map(([name, number]) => [name, operation(number)]),
  ) as Exports;
}
