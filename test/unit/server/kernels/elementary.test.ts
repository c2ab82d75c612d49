// The elementary functions against values worked out with 60 digits by Python's decimal module, and against those of this
// engine, which may differ in a last bit or two.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  cos,
  exp,
  expm1,
  log,
  log1p,
  log2,
  log10,
  pow,
  sin,
  square,
  tanh,
} from "../../../../server/kernels/elementary";

const elementary = { cos, exp, expm1, log, log1p, log2, log10, pow, sin, square, tanh };

/** Rounded correctly. */
const KNOWN: readonly (readonly [keyof typeof elementary, number[], number])[] = [
  ["log", [0.2], -1.6094379124341003],
  ["log2", [0.2], -2.321928094887362],
  ["log10", [0.2], -0.6989700043360187],
  ["log1p", [0.2], 0.18232155679395465],
  ["log", [0.75], -0.2876820724517809],
  ["log2", [0.75], -0.4150374992788438],
  ["log10", [0.75], -0.12493873660829995],
  ["log1p", [0.75], 0.5596157879354227],
  ["log", [1.5], 0.4054651081081644],
  ["log2", [1.5], 0.5849625007211562],
  ["log10", [1.5], 0.17609125905568124],
  ["log1p", [1.5], 0.9162907318741551],
  ["log", [42.25], 3.7436043538031827],
  ["log2", [42.25], 5.400879436282184],
  ["log10", [42.25], 1.6258267132857112],
  ["log1p", [42.25], 3.7669972333778885],
  ["log", [1e-9], -20.72326583694641],
  ["log2", [1e-9], -29.897352853986263],
  ["log10", [1e-9], -9.0],
  ["log1p", [1e-9], 9.999999995e-10],
  ["log", [123456.789], 11.723646487185881],
  ["log2", [123456.789], 16.913646648198387],
  ["log10", [123456.789], 5.09151497716927],
  ["log1p", [123456.789], 11.72365458715315],
  ["exp", [-20.5], 1.2501528663867426e-9],
  ["expm1", [-20.5], -0.9999999987498471],
  ["exp", [-0.3], 0.7408182206817179],
  ["expm1", [-0.3], -0.2591817793182821],
  ["exp", [1e-7], 1.000000100000005],
  ["expm1", [1e-7], 1.0000000500000016e-7],
  ["exp", [0.5], 1.6487212707001282],
  ["expm1", [0.5], 0.6487212707001282],
  ["exp", [3.75], 42.52108200006278],
  ["expm1", [3.75], 41.52108200006278],
  ["exp", [17.125], 27371147.346616127],
  ["expm1", [17.125], 27371146.346616127],
  ["pow", [2.0, -3.25], 0.10511205190671431],
  ["pow", [2.0, -17.9], 4.08849129690664e-6],
  ["pow", [10.0, -2.2], 0.00630957344480193],
  ["pow", [0.999, 1000.0], 0.36769542477096373],
  ["pow", [37.5, 0.75], 15.153866285074676],
  ["sin", [0.3], 0.29552020666133955],
  ["cos", [0.3], 0.955336489125606],
  ["sin", [1.5], 0.9974949866040544],
  ["cos", [1.5], 0.0707372016677029],
  ["sin", [2.75], 0.38166099205233167],
  ["cos", [2.75], -0.9243023786324636],
  ["sin", [6.0], -0.27941549819892586],
  ["cos", [6.0], 0.960170286650366],
  ["tanh", [-2.5], -0.9866142981514303],
  ["tanh", [-0.3], -0.2913126124515909],
  ["tanh", [1e-5], 9.999999999666668e-6],
  ["tanh", [0.75], 0.6351489523872873],
  ["tanh", [4.5], 0.9997532108480275],
];

/** Units in the last place between two numbers. */
function ulps(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0;
  const bits = new BigInt64Array(new Float64Array([a, b]).buffer);
  const [x, y] = [...bits].map((n) => (n < 0n ? -(n & 0x7fffffffffffffffn) : n));
  const apart = x! - y!;
  return Number(apart < 0n ? -apart : apart);
}

const call = (name: keyof typeof elementary, args: readonly number[]) =>
  (elementary[name] as (...args: readonly number[]) => number)(...args);

for (const [name, args, value] of KNOWN)
  test(`${name}(${args.join(", ")})`, () => {
    const found = call(name, args);
    assert.ok(ulps(found, value) <= 1, `${found}; expected ${value}`);
  });

const ranges = {
  cos: [-20, 20],
  sin: [-20, 20],
  exp: [-750, 720],
  expm1: [-50, 720],
  log: [0, 1e300],
  log10: [0, 1e300],
  log1p: [-1, 1e10],
  log2: [0, 1e300],
  tanh: [-25, 25],
} as const;

for (const [name, [min, max]] of Object.entries(ranges) as [
  keyof typeof ranges,
  [number, number],
][])
  test(`${name}: as this engine has it, within two last places`, () => {
    const inside = { min, max, noNaN: true };
    fc.assert(
      fc.property(
        fc.oneof(fc.double(inside), fc.double({ ...inside, min: Math.max(min, -1), max: 1 })),
        (x) => {
          const [found, there] = [call(name, [x]), Math[name](x)];
          // Near a zero of sine and cosine the last places are worth less.
          if (Math.abs(there) < 1e-3 && (name === "sin" || name === "cos"))
            assert.ok(Math.abs(found - there) < 1e-17);
          else assert.ok(ulps(found, there) <= 2, `${x}: ${found} and ${there}`);
        },
      ),
      { numRuns: 2000 },
    );
  });

test("powers: as this engine has them, within two last places", () => {
  const base = fc.double({ min: 0, max: 100, noNaN: true });
  const exponent = fc.double({ min: -60, max: 60, noNaN: true });
  fc.assert(
    fc.property(base, exponent, (x, y) => {
      assert.ok(ulps(elementary.pow(x, y), x ** y) <= 2, `${x} ** ${y}`);
    }),
    { numRuns: 2000 },
  );
});

test("at the ends", () => {
  assert.deepEqual([exp(-Infinity), exp(Infinity), exp(0)], [0, Infinity, 1]);
  assert.deepEqual([log(0), log(1), log(Infinity)], [-Infinity, 0, Infinity]);
  assert.ok([log(-1), exp(Number.NaN), pow(-1, 0.5)].every(Number.isNaN));
  assert.deepEqual([log1p(-1), expm1(-Infinity), pow(2, -1080)], [-Infinity, -1, 0]);
  assert.ok(Object.is(log1p(-0), -0) && square(-3) === 9);
});
