// Elementary functions that give the same bits in every engine, for all numbers that are answered: those of Math differ by a last
// bit between one version of an engine and the next. They are judged by values of another program, not by the reference, which uses
// them too.
import { createMemory, instantiatePlain } from "./binary";
import { plain } from "./generated/elementary";

type Functions = Pick<
  Math,
  "cos" | "exp" | "expm1" | "log" | "log10" | "log1p" | "log2" | "pow" | "sin" | "tanh"
>;

/** Without WebAssembly, where only the reference runs, they are those of the engine. */
const functions: Functions =
  instantiatePlain<Functions>(plain, () => createMemory(1)) ?? (Math as Functions);

export const { cos, exp, expm1, log, log10, log1p, log2, pow, sin, tanh } = functions;

/** x ** 2 is rounded differently by some engines. */
export function square(x: number): number {
  return x * x;
}
