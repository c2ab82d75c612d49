// Gauss-Legendre nodes and weights on [0, 1], by Newton's method on the Legendre polynomial; cached.

export interface Node {
  readonly node: number;
  readonly weight: number;
}

const cache = new Map<number, readonly Node[]>();

/** n nodes on [0, 1]; the weights sum to 1. Exact for polynomials of degree 2n - 1. */
export function gaussLegendre(n: number): readonly Node[] {
  const known = cache.get(n);
  if (known) return known;
  const rule = Array.from({ length: n }, (_, i) => nodeOf(n, i));
  cache.set(n, rule);
  return rule;
}

function nodeOf(n: number, i: number): Node {
  let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
  let slope = 1;
  for (let round = 0; round < 100; round++) {
    const [p, previous] = legendre(n, x);
    slope = (n * (x * p - previous)) / (x * x - 1);
    const dx = p / slope;
    x -= dx;
    if (Math.abs(dx) < 1e-16) break;
  }
  return { node: (1 - x) / 2, weight: 1 / ((1 - x * x) * slope * slope) };
}

/** [P_n(x), P_{n-1}(x)] */
function legendre(n: number, x: number): [number, number] {
  let previous = 1;
  let p = x;
  for (let j = 2; j <= n; j++) [previous, p] = [p, ((2 * j - 1) * x * p - (j - 1) * previous) / j];
  return [p, previous];
}
