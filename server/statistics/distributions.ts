// How p and ||g|| are spread over all predictions of a text: histograms, and the share of near certain ones.
import type { Numbers } from "../kernels/interface";
import type { BinJson, DistributionsJson } from "../protocol/wire/reportJson";

const PROBABILITY_BINS = 20;
const BINS_A_DECADE = 4;
const CERTAIN = 0.99;

/**
 * @param bits [predictions] what each byte cost; NaN where it is not predicted
 * @param norms [predictions] ||g_t||; NaN there too
 */
export function distributions(bits: Numbers, norms: Numbers): DistributionsJson {
  return { probability: probabilities(bits), gradientNorm: gradientNorms(norms) };
}

function probabilities(bits: Numbers): DistributionsJson["probability"] {
  const counts = new Array<number>(PROBABILITY_BINS).fill(0);
  let above = 0;
  let all = 0;
  for (const cost of bits) {
    if (Number.isNaN(cost)) continue;
    const p = 2 ** -cost;
    counts[Math.min(PROBABILITY_BINS - 1, Math.floor(p * PROBABILITY_BINS))]++;
    if (p > CERTAIN) above++;
    all++;
  }
  const bins = counts.map((count, i) => ({
    from: i / PROBABILITY_BINS,
    to: (i + 1) / PROBABILITY_BINS,
    count,
  }));
  return { bins, above99: all > 0 ? above / all : 0 };
}

/** Bin i holds 10^(i/4) <= norm < 10^((i+1)/4). */
function gradientNorms(norms: Numbers): DistributionsJson["gradientNorm"] {
  const counts = new Map<number, number>();
  let zero = 0;
  for (const norm of norms) {
    if (Number.isNaN(norm)) continue;
    if (norm === 0) zero++;
    else {
      const bin = Math.floor(BINS_A_DECADE * Math.log10(norm));
      counts.set(bin, (counts.get(bin) ?? 0) + 1);
    }
  }
  const bins: BinJson[] = [];
  const found = [...counts.keys()];
  if (found.length > 0)
    for (let bin = Math.min(...found); bin <= Math.max(...found); bin++)
      bins.push({ from: edge(bin), to: edge(bin + 1), count: counts.get(bin) ?? 0 });
  return { bins, zero };
}

const edge = (bin: number) => 10 ** (bin / BINS_A_DECADE);
