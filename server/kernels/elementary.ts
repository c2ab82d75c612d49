// exp, log, log1p, tanh and squares of float64 that give the same bits in every engine: only + - * / and whole exponents, which IEEE 754
// fixes, in one order. The engine's own differ in the last bit between Node and a browser, and so would every answer written
// as JSON. Not here: float32 for many at once (assembly/exponential.ts).

/** ln 2 in two parts: k times the first is exact for every exponent k. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** Above it e^x is infinite, below it zero. */
const LARGEST = 709.782712893384;
const SMALLEST = -745.1332191019412;

/** 1 / n!, from n = 2 on: what follows is below a hundredth of the last bit for |r| <= ln 2 / 2. */
const TAYLOR = reciprocals(13, (n) => factorial(n)).slice(2);
/** 2 / (2n + 1), from n = 1 on: the same for |s| <= 3 - 2 sqrt 2. */
const ATANH = reciprocals(12, (n) => (2 * n + 1) / 2).slice(1);

/** 2^-1022 .. 2^1023, by doubling. */
const POWERS = new Float64Array(2046);
POWERS[1022] = 1;
for (let i = 1023; i < 2046; i++) POWERS[i] = 2 * POWERS[i - 1]!;
for (let i = 1021; i >= 0; i--) POWERS[i] = POWERS[i + 1]! / 2;
const power = (k: number) => POWERS[k + 1022]!;

/** x * x; the engine's own x ** 2 is another function, which need not round as the product does. */
export function squareOf(x: number): number {
  return x * x;
}

/** e^x, to one in the last place: x = k ln 2 + r, and the Taylor series of e^r. */
export function exp(x: number): number {
  if (x > LARGEST) return Number.POSITIVE_INFINITY;
  if (x < SMALLEST) return 0;
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  const e = 1 + (r + r * r * polynomial(TAYLOR, r));
  if (k > 1023) return e * 2 * power(1023);
  return k >= -1022 ? e * power(k) : e * power(k + 1000) * power(-1000);
}

/** tanh x, to a few in the last place: (e^2x - 1) / (e^2x + 1). */
export function tanh(x: number): number {
  if (x === 0) return x;
  const y = 2 * Math.abs(x);
  // From here on nothing is left of the rest.
  if (y > 44) return x < 0 ? -1 : 1;
  const e = y <= Math.LN2 / 2 ? y + y * y * polynomial(TAYLOR, y) : exp(y) - 1;
  return x < 0 ? -e / (e + 2) : e / (e + 2);
}

/** ln x, to one in the last place: x = 2^k m with m between sqrt(1/2) and sqrt 2. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  // A number without its leading one is first made larger.
  if (x < power(-1022)) return near(...split(x * power(54)), -54);
  return near(...split(x), 0);
}

/** ln(1 + x), also where x is too small to change 1. */
export function log1p(x: number): number {
  if (x > Math.SQRT1_2 - 1 && x < Math.SQRT2 - 1) return near(x, 0, 0);
  if (x === Number.POSITIVE_INFINITY) return x;
  const u = 1 + x;
  return u > 0 ? log(u) + (x - (u - 1)) / u : log(u);
}

/** ln(1 + f) + (k + more) ln 2, by 2 atanh(f / (2 + f)), with what is exact kept apart. */
function near(f: number, k: number, more: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const half = 0.5 * f * f;
  const rest = s * (half + z * polynomial(ATANH, z));
  const n = k + more;
  return n * LN2_HIGH - (half - (rest + n * LN2_LOW) - f);
}

const bits = new DataView(new ArrayBuffer(8));

/** m - 1 and k of a normal number 2^k m. */
function split(x: number): [number, number] {
  bits.setFloat64(0, x);
  const k = (bits.getUint32(0) >>> 20) - 1023;
  const m = x * power(-Math.min(k, 1022)) * (k > 1022 ? 0.5 : 1);
  return m < Math.SQRT2 ? [m - 1, k] : [m / 2 - 1, k + 1];
}

function polynomial(coefficients: Float64Array, x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}

function reciprocals(most: number, of: (n: number) => number): Float64Array {
  return Float64Array.from({ length: most + 1 }, (_, n) => 1 / of(n));
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
