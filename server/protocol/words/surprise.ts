// What is said of a character that costs the net many bits, in an editor's hints and diagnostics. Pure.
import { l10n } from "./l10n";
import { probability, three } from "./numbers";

/** 9.23 bits */
export function hintWords(bits: number): string {
  return l10n`${three(bits)} bits`;
}

/** 'm' at byte 29 costs the model 9.23 bits, p 0.00167. */
export function surpriseSentence(name: string, byte: number, bits: number): string {
  return l10n`${name} at byte ${byte} costs the model ${hintWords(bits)}, p ${probability(2 ** -bits)}.`;
}
