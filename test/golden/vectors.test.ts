// Every reference vector: the float64 engine to 1e-9 relative; any faster one to 1e-4 of the position's largest
// |attr| (or 1e-12 nats). The vectors are the judge, not this program.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shares, squares } from "../../server/attribution/sparsity";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions, type TraceOptions } from "../../server/attribution/types";
import { byteCounts, meanEmbedding } from "../../server/nets/weights";
import { backends } from "../tools/backends";
import { pastOf } from "../tools/past";
import { load, names, needs } from "../tools/vectors";

for (const backend of backends())
  for (const name of names)
    test(`${backend.backend}: vectors of ${name}`, needs(name), () => {
      const { vectors, weights, text } = load(name);
      const exact = backend.backend === "reference";
      const tracer = new Tracer(backend, weights, vectors.depth);
      const mean = meanEmbedding(weights, byteCounts(text));
      const run = (t: number, options: Partial<TraceOptions>) =>
        tracer.trace(
          pastOf(tracer.kernels, text, t, vectors.depth),
          { ...defaultOptions, depth: vectors.depth, ...options },
          mean,
        );
      const close = (got: ArrayLike<number>, want: readonly number[], what: string) => {
        assert.equal(got.length, want.length, what);
        const largest = Math.max(...want.map(Math.abs));
        for (let k = 0; k < want.length; k++) {
          const allowed = exact
            ? Math.max(1e-9 * Math.abs(want[k]), 1e-12 * largest, 1e-15)
            : Math.max(1e-4 * largest, 1e-12);
          assert.ok(
            Math.abs(got[k] - want[k]) <= allowed,
            `${what}, k = ${k}: ${got[k]} against ${want[k]}, allowed ${allowed}`,
          );
        }
      };
      for (const v of vectors.traces) {
        const at = `t = ${v.position}`;
        const trace = run(v.position, {});
        assert.equal(trace.input, v.input);
        assert.equal(trace.aim.target, v.target);
        assert.equal(trace.targetIsTrue, v.targetIsTrue);
        assert.equal(trace.predicted, v.predicted);
        close([trace.P[v.target]], [v.probability], `${at} p`);
        close([-trace.logP / Math.LN2], [v.bits], `${at} bits`);
        close(trace.attribution, v.gradient, `${at} gradient`);
        close(trace.norms, v.norms, `${at} norms`);
        close([trace.norms[0]], [v.gradientNorm], `${at} ||g||`);
        const neuronShares = shares(squares(trace.g, weights.H));
        for (const [i, g, share, activation] of v.neurons) {
          close([trace.g[i]], [g], `${at} g of h${i}`);
          close([neuronShares[i]], [share], `${at} share of h${i}`);
          close([trace.h[i]], [activation], `${at} h${i}`);
        }
        close(run(v.position, { method: "gated" }).attribution, v.gated, `${at} gated`);
        close(run(v.position, { objective: "logit" }).attribution, v.logit, `${at} logit`);
        close(run(v.position, { objective: "margin" }).attribution, v.margin, `${at} margin`);
        close(
          run(v.position, { target: "predicted" }).attribution,
          v.predictedTarget,
          `${at} predicted target`,
        );
        close(
          run(v.position, { against: v.against.byte }).attribution,
          v.against.attribution,
          `${at} against ${v.against.byte}`,
        );
        const display = run(v.position, {
          threshold: { rule: "nucleus", value: 0.95, scope: "display" },
        });
        assert.equal(display.neuronsShown?.filter(Boolean).length, v.displayNucleus95.neuronsKept);
        assert.equal(display.offsetsShown?.filter(Boolean).length, v.displayNucleus95.offsetsKept);
        const tracing = run(v.position, {
          threshold: { rule: "nucleus", value: 0.95, scope: "tracing" },
        });
        close(tracing.attribution, v.tracingNucleus95.attribution, `${at} while tracing`);
        assert.ok(tracing.sparse);
        const { fidelity, neuronsKept } = tracing.sparse;
        close([neuronsKept], [v.tracingNucleus95.neuronsKept], `${at} neurons kept`);
        close([1 + fidelity.relativeL1], [1 + v.tracingNucleus95.relativeL1], `${at} relative L1`);
        close([fidelity.cosine], [v.tracingNucleus95.cosine], `${at} cosine`);
        assert.equal(fidelity.topLagAgrees, v.tracingNucleus95.topLagAgrees);
        for (const baseline of ["mean", "zero", "average"] as const) {
          const want = v.occlusion[baseline];
          if (!want) continue;
          const occlusion = run(v.position, { method: "occlusion", baseline });
          close(occlusion.attribution, want, `${at} occlusion ${baseline}`);
          if (baseline === "average") continue;
          const integrated = run(v.position, { method: "integrated", baseline });
          assert.ok(integrated.integrated);
          if (integrated.integrated.converged)
            for (let k = 0; k < want.length; k++)
              assert.ok(Math.abs(integrated.attribution[k] - want[k]) <= 1e-3, `${at} k = ${k}`);
          else assert.ok(integrated.integrated.nodes >= 1024, "gave up before the last doubling");
        }
      }
    });
