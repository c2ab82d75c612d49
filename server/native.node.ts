// Finds the native kernels of this machine beside the running modules, tries them, and makes them the backend `native`. They
// are never needed: without them WebAssembly runs, and one line says why. Not here: the kernels (kernels/native).
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type NativeAddon, useNative } from "./kernels/native/native";
import { nativeDiffers } from "./kernels/native/selfTest";
import { selectKernels, selectTraining } from "./kernels/select";

/** 'off', or the path to take instead of the fastest: avx512, avx2, neon. */
const CHOICE = "SPARSE_DIFF_NATIVE";

export interface NativeChoice {
  /** Beside the modules if not given. */
  readonly folder?: string;
  /** As the variable SPARSE_DIFF_NATIVE. */
  readonly choice?: string | undefined;
  /** Whether this process has passed the self-test before, as the parent of a worker thread has. */
  readonly isTried?: boolean;
}

/** Loads the native kernels of this machine. One sentence if there are none. */
export function loadNative({
  folder = join(__dirname, "native"),
  choice = process.env[CHOICE],
  isTried = false,
}: NativeChoice = {}): string | undefined {
  useNative();
  if (choice === "off") return `Native kernels are switched off by ${CHOICE}.`;
  const file = join(folder, `${process.platform}-${process.arch}.node`);
  const reason = load(file, choice) ?? (isTried ? undefined : tried());
  if (reason === undefined) return undefined;
  useNative();
  return `No native kernels, WebAssembly is used: ${reason}.`;
}

function load(file: string, choice: string | undefined): string | undefined {
  if (!existsSync(file)) return `there are none for ${process.platform}-${process.arch}`;
  const module = { exports: {} as NativeAddon };
  try {
    process.dlopen(module, file);
  } catch (error) {
    return `they do not load (${(error as Error).message})`;
  }
  const { paths } = module.exports;
  if (paths.length === 0) return "this processor lacks the instructions they need";
  if (choice && !paths.includes(choice))
    return `${CHOICE} is '${choice}'; expected off or ${paths.join(" or ")} on this processor`;
  useNative(module.exports, choice || paths[0]);
  return undefined;
}

function tried(): string | undefined {
  try {
    return nativeDiffers(selectKernels("native"), selectTraining("native"));
  } catch (error) {
    return `they fail (${(error as Error).message})`;
  }
}
