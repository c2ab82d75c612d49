// Formats numbers for people, the same in editor, webview and terminal: three significant digits, a sign if it
// matters, a real minus. Units are up to the caller.
import { l10n } from "./l10n";
import { type Noun, nounOf } from "./nouns";

export const MINUS = "\u2212";

/** 0.998, 0.00283, 12.3, 1230; below 1e-4 and from 1e6 on with an exponent: 2.96e−5. */
export function three(value: number): string {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? l10n`not a number` : l10n`infinite`;
  const size = Math.abs(value);
  const text =
    size < 1e-4 || size >= 1e6
      ? value.toExponential(2)
      : size >= 999.5
        ? String(Number(value.toPrecision(3)))
        : value.toPrecision(3);
  return text.replaceAll("-", MINUS);
}

/**
 * Near one, three digits would hide the distance to one, so that keeps its own three: 0.999754. If that takes too
 * many nines it is written out: 1 − 2.96e−9.
 * @param rest 1 - p, if it is known better than by subtraction
 */
export function probability(p: number, rest = 1 - p): string {
  if (rest >= 0.0005 || rest <= 0) return three(p);
  if (rest < 1e-6) return `1 ${MINUS} ${three(rest)}`;
  return p.toFixed(Math.ceil(-Math.log10(rest)) + 2);
}

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

/** Three digits, or two and an exponent if zeros would take the room. */
export function compact(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? axisNumber(value, 1) : three(value);
}

/** 1 neuron, 1,024 neurons. */
export function several(value: number, one: Noun): string {
  return `${count(value)} ${nounOf(value, one)}`;
}

/** A share of one as a percentage: 18.2 %. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0001) return "< 0.01\u00a0%";
  return `${three(share * 100)}\u00a0%`;
}

/** 1,024; avoids Intl, whose first use blocks for about 30 ms. */
export function count(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}
