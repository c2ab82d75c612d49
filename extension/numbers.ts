// Numbers as people read them: three significant digits, a sign where sign matters, a real minus.
// Units are the caller's. Pure.

import { MINUS, probability, three } from "../server/protocol/words/numbers";

export { probability, three };

export function signed(value: number, words = three): string {
  return value > 0 ? `+${words(value)}` : words(value);
}

/** 0.01, 2e−5: as few digits as an axis needs. */
export function axisNumber(value: number, digits = 0): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    size < 1e-3 || size >= 1e4 ? value.toExponential(digits) : String(Number(value.toPrecision(3)));
  return text.replaceAll("-", MINUS).replace("e+", "e");
}

/** Three digits, or two and an exponent where zeros would take the room. */
export function compact(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? axisNumber(value, 1) : three(value);
}

/** 1 neuron, 1,024 neurons */
export function several(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A share of one as a percentage: 18.2 %. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0001) return "< 0.01\u00a0%";
  return `${three(share * 100)}\u00a0%`;
}

/** 1,024; without Intl, whose first use blocks for some 30 ms. */
export function count(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}
