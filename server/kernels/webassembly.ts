// The part of the WebAssembly interface that the kernels use, declared here because the server is type-checked
// without the DOM library.

export type Module = object;
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
export const webAssembly = (globalThis as { WebAssembly?: WebAssemblyInterface }).WebAssembly;
