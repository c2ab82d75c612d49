// The contrast of two colours by WCAG 2 (relative luminance), after compositing their opacity. Pure. Used by the test
// that checks every bucket against the default themes.

type Rgb = readonly [number, number, number];

export function parseColour(hex: string): { readonly rgb: Rgb; readonly opacity: number } {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return { rgb: [part(1), part(3), part(5)], opacity: hex.length > 7 ? part(7) / 255 : 1 };
}

/** The colour seen where `over`, with its opacity, lies on an opaque colour. */
export function composite(over: string, under: string): Rgb {
  const top = parseColour(over);
  const base = parseColour(under).rgb;
  const mix = (i: 0 | 1 | 2) => top.rgb[i] * top.opacity + base[i] * (1 - top.opacity);
  return [mix(0), mix(1), mix(2)];
}

function luminance(rgb: Rgb): number {
  const linear = rgb.map((c) =>
    c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
}

/** 1..21 */
export function contrast(a: Rgb, b: Rgb): number {
  const [dark, bright] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (bright! + 0.05) / (dark! + 0.05);
}
