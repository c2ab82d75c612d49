// The paper's tables, to the digits printed in docs/method.md, and the reference reports of every vector file.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Report } from "../../server/protocol/wire/reportJson";
import { backends } from "../tools/backends";
import { needsSharedData, paper } from "../tools/sharedData";
import { load, names, needs } from "../tools/vectors";
import { runReport } from "./report";

// k, mean norm, ratio, mean attr, mean abs attr, gated mean, gated abs (docs/method.md, section 4).
const printed: [number, string, string, string, string, string, string][] = [
  [0, "0.1041", "1.00", "+0.0272", "0.0583", "+0.0099", "0.0229"],
  [1, "0.1436", "1.38", "+0.0053", "0.0414", "+0.0008", "0.0195"],
  [2, "0.1545", "1.48", "+0.0004", "0.0566", "+0.0000", "0.0235"],
  [3, "0.1680", "1.61", "+0.0063", "0.0530", "+0.0001", "0.0240"],
  [4, "0.1815", "1.74", "+0.0288", "0.0704", "+0.0121", "0.0332"],
  [5, "0.1998", "1.92", "+0.0021", "0.0808", "+0.0057", "0.0410"],
  [6, "0.2136", "2.05", "-0.0163", "0.0812", "-0.0071", "0.0352"],
  [7, "0.2291", "2.20", "+0.0022", "0.0715", "-0.0010", "0.0273"],
  [8, "0.2459", "2.36", "+0.0061", "0.0786", "+0.0008", "0.0324"],
];
const signed = (v: number) => (v < 0 ? "" : "+") + v.toFixed(4);
const leaders = (r: Report, of: (n: Report["neurons"][number]) => number) =>
  [...r.neurons]
    .sort((a, b) => of(b) - of(a) || a.neuron - b.neuron)
    .slice(0, 8)
    .map((n) => n.neuron);

for (const backend of backends()) {
  test(`${backend.backend}: the paper's tables`, needsSharedData, () => {
    const r = runReport(backend, paper.weights(), paper.text(), 8);
    assert.equal(r.bitsPerByte.toFixed(4), "0.0792");
    assert.equal(r.accuracy.toFixed(3), "0.987");
    assert.equal(r.spectralRadius!.toFixed(3), "2.764");
    assert.equal(r.largestSingularValue!.toFixed(3), "5.505");
    assert.equal(r.gradient.meanNorm.toFixed(4), "0.1034");
    assert.equal(r.gradient.medianNorm?.toFixed(4), "0.0123");
    const { topShare } = r.gradient;
    assert.deepEqual(
      [topShare["1"], topShare["5"], topShare["10"]].map((s) => s.toFixed(4)),
      ["0.1939", "0.5082", "0.6792"],
    );
    assert.deepEqual(r.population, { from: 8, to: 1022, count: 1015 });
    assert.deepEqual(
      r.lags.map((l) => [
        l.k,
        l.meanNorm.toFixed(4),
        l.ratio?.toFixed(2),
        signed(l.meanAttribution ?? Number.NaN),
        l.meanAbsAttribution?.toFixed(4),
        signed(l.meanGated),
        l.meanAbsGated.toFixed(4),
      ]),
      printed,
    );
    assert.equal(r.lags[8].medianRatio?.toFixed(2), "1.52");
    assert.deepEqual(
      leaders(r, (n) => n.meanAbsGradient),
      [68, 99, 8, 52, 15, 53, 90, 76],
    );
    assert.deepEqual(
      leaders(r, (n) => n.meanEnergy),
      [56, 53, 15, 99, 8, 61, 17, 68],
    );
    assert.deepEqual(
      leaders(r, (n) => n.timesFirst),
      [8, 56, 52, 99, 50, 76, 68, 15],
    );
  });

  for (const name of names)
    test(`${backend.backend}: reference report of ${name}`, needs(name), () => {
      const { vectors, weights, text } = load(name);
      if (!vectors.report) return assert.equal(name, "h13-short", "a report is expected");
      const got = runReport(backend, weights, text, 8);
      const { meanNorm, medianNorm, topShare } = got.gradient;
      const flat = { ...got, meanNorm, medianNorm, topShare } as Record<string, unknown>;
      const relative = backend.backend === "reference" ? 1e-9 : 1e-4;
      for (const [key, want] of Object.entries(vectors.report))
        compare(flat[key], want, `${name} ${key}`, relative);
    });
}

function compare(got: unknown, want: unknown, where: string, relative: number): void {
  if (typeof want === "number" && typeof got === "number") {
    const allowed = Math.max(relative * Math.abs(want), relative * 1e-2);
    assert.ok(Math.abs(got - want) <= allowed, `${where}: ${got} against ${want}`);
    return;
  }
  assert.equal(typeof got, typeof want, where);
  for (const [key, value] of Object.entries(want as object))
    compare((got as Record<string, unknown>)[key], value, `${where}.${key}`, relative);
}
