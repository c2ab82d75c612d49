// Compiles the AssemblyScript kernels and inlines the binaries as TypeScript modules.
export async function buildKernels() {}
