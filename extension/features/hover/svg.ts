// The few SVG parts of the hover's charts, and the data image made from them. Colours are fixed per theme kind, because
// an image in a hover cannot read the editor's variables. Pure.

export function text(
  x: number,
  y: number,
  words: string,
  colour: string,
  anchor = "start",
): string {
  const at = `x="${round(x)}" y="${round(y)}"`;
  return `<text ${at} fill="${colour}" text-anchor="${anchor}">${escapeXml(words)}</text>`;
}

export function bar(x: number, y: number, width: number, height: number, colour: string): string {
  const box = `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
  return `<rect ${box} fill="${colour}"/>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, colour: string): string {
  const ends = `x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"`;
  return `<line ${ends} stroke="${colour}" stroke-width="1" shape-rendering="crispEdges"/>`;
}

export function polyline(points: readonly (readonly [number, number])[], colour: string): string {
  const list = points.map(([x, y]) => `${round(x)},${round(y)}`).join(" ");
  return `<polyline points="${list}" fill="none" stroke="${colour}" stroke-width="1.5" stroke-linejoin="round"/>`;
}

export function svg(width: number, height: number, parts: readonly string[]): string {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const font =
    'font-family="system-ui, -apple-system, Segoe UI, Roboto, DejaVu Sans, sans-serif" font-size="10"';
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font}>${parts.join("")}</svg>`;
}

/** Inline SVG is stripped from a hover; an image with a data URL is not. */
export function dataImage(picture: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(picture, "utf8").toString("base64")}`;
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escapeXml(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
