// Elementary functions that give the same bits in every engine, for all numbers that are answered: those of Math differ by a last
// bit between one version of an engine and the next. Not for the reference, which stays with Math and judges these too.
import { createMemory, instantiatePlain } from "./binary";
import { plain } from "./generated/elementary";

type Functions = Pick<
  Math,
  "cos" | "exp" | "expm1" | "log" | "log10" | "log1p" | "log2" | "pow" | "sin"
>;

/** Without WebAssembly only the reference runs. */
const functions: Functions =
  instantiatePlain<Functions>(plain, () => createMemory(1)) ?? (Math as Functions);

export const { cos, exp, expm1, log, log10, log1p, log2, pow, sin } = functions;

/** x ** 2 is rounded differently by some engines. */
export function square(x: number): number {
  return x * x;
}
