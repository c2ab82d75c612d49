// Numbers as people read them in sentences that both sides say: three significant digits, a real minus. Signs,
// percentages and axes are the business of whoever shows them.

export const MINUS = "\u2212";

/** 0.998, 0.00283, 12.3, 1230; below 1e-4 and from 1e6 on with an exponent: 2.96e−5. */
export function three(value: number): string {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : "infinite";
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
 * Three digits hide how near to one it is, so the distance to one keeps its own three: 0.999754; and
 * where that takes too many nines it is written out: 1 − 2.96e−9.
 * @param rest 1 - p, where it is known better than by subtraction
 */
export function probability(p: number, rest = 1 - p): string {
  if (rest >= 0.0005 || rest <= 0) return three(p);
  if (rest < 1e-6) return `1 ${MINUS} ${three(rest)}`;
  return p.toFixed(Math.ceil(-Math.log10(rest)) + 2);
}
