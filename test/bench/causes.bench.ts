// The causes of one prediction in the engine: both sets with the occlusion of every lag and their agreement with the
// gradient, the memory of a target, and the 256 values of the byte at the largest lag. H = 128, depth 50, one thread, a random model and text; the reference beside it.
// Run by `npm run bench`; nothing is asserted.
import { finished } from "../../server/attribution/backward";
import { agreementOf } from "../../server/attribution/causes/agreement";
import { byteCurve } from "../../server/attribution/causes/byteCurve";
import { memoryOf } from "../../server/attribution/causes/memory";
import { causesOf } from "../../server/attribution/causes/sets";
import { WindowRuns } from "../../server/attribution/causes/window";
import { pastSteps } from "../../server/attribution/forward";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions } from "../../server/attribution/types";
import { benchText, benchWeights } from "../../server/cli/measure";
import type { Kernels } from "../../server/kernels/interface";
import { referenceKernels } from "../../server/kernels/reference";
import { selectKernels } from "../../server/kernels/select";
import { byteCounts, meanEmbedding } from "../../server/nets/weights";

const DEPTH = 50;
const weights = benchWeights(128);
const text = benchText(4096);
const mean = meanEmbedding(weights, byteCounts(text));
const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1].toFixed(2);

function measure(backend: Kernels, rounds: number): void {
  const tracer = new Tracer(backend, weights, DEPTH);
  const runs = finished(WindowRuns.make(backend, weights, DEPTH));
  const sets: number[] = [];
  const memories: number[] = [];
  const curves: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const t = 1000 + 13 * i;
    const past = finished(pastSteps(tracer.kernels, text, t, DEPTH));
    const begin = performance.now();
    const { attribution } = tracer.trace(past, defaultOptions);
    const { occlusion } = finished(causesOf(runs.aim(past, text[t + 1], mean)));
    agreementOf(attribution, occlusion);
    sets.push(performance.now() - begin);
    const again = performance.now();
    finished(memoryOf(runs.kernels, text, t, text[t + 1]));
    memories.push(performance.now() - again);
    const last = performance.now();
    finished(byteCurve(runs.kernels, weights, past, DEPTH, text[t + 1]));
    curves.push(performance.now() - last);
  }
  console.log(
    `${backend.backend}: both sets and agreement ${median(sets)} ms, memory of a target ${median(memories)} ms, 256 values of a byte ${median(curves)} ms (medians of ${rounds})`,
  );
}

measure(selectKernels(), 60);
measure(referenceKernels, 3);
