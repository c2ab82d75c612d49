// The figures that the paper prints for its own model and text, beside what is measured here, and which of them reproduce. That
// model and text are known by their hashes only. Measured are the report, and traces of a few single positions.
import { TextReader } from "../attribution/forward";
import { type Trace, Tracer } from "../attribution/trace";
import { defaultOptions } from "../attribution/types";
import { exp, pow } from "../kernels/elementary";
import type { Kernels, Weights } from "../kernels/interface";
import type { NeuronStatistics, PublishedFigure, Report } from "../protocol/wire/reportJson";
import { l10n, type Said, said } from "../protocol/words/l10n";

const MODEL = "239036a0c2319f6835f56ee54bbc3ae8d19a10ab1224c26c77a3f66e59d2b68b";
const TEXT = "ef3e698d40b8b36d6d1776feccc25bab3d01de872a4fd8e56f5b929631568496";

/** Whether these are the paper's model and text, by their sha256. */
export function isThePapers(modelSha256: string, textSha256: string): boolean {
  return modelSha256 === MODEL && textSha256 === TEXT;
}

/** The paper's tables end there. */
const DEPTH = 8;
const NORMS = ["0.103", "0.143", "0.154", "0.167", "0.181", "0.199", "0.214", "0.229", "0.246"];
const RATIOS = ["1.00", "1.38", "1.48", "1.61", "1.74", "1.92", "2.05", "2.20", "2.36"];
/** From k = 1. */
const MEANS = ["+0.005", "+0.000", "+0.006", "+0.029", "+0.002", "-0.016", "+0.002", "+0.006"];
const SIZES = ["0.041", "0.057", "0.053", "0.070", "0.081", "0.081", "0.072", "0.079"];
const DOMINANT = [68, 76, 99, 8];
/** How many neurons of a ranking are looked at for these. */
const LEADERS = 8;

/** The two worked examples: the position, its strongest lag, and what is printed of it. */
const EXAMPLES = [
  { t: 10, p: "0.996", norm: "0.013", lag: 1, attribution: "+0.020" },
  { t: 28, p: "0.998", norm: null, lag: 4, attribution: "+0.016" },
] as const;
const TOP = [
  { neuron: 99, gradient: "+0.004" },
  { neuron: 68, gradient: "+0.004" },
  { neuron: 52, gradient: "-0.004" },
] as const;

type Traces = ReadonlyMap<number, Trace>;

/**
 * Yields often.
 * @param report of the paper's own model and text, of depth 8 at least
 */
export function* publishedFigures(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  report: Report,
): Generator<unknown, Said<PublishedFigure[]>> {
  if (report.lags.length <= DEPTH) return { english: [], shown: [] };
  const traces = yield* tracesOf(backend, weights, text);
  return said(() => figures(report, traces));
}

function figures(report: Report, traces: Traces): PublishedFigure[] {
  return [
    ...wholeText(report),
    ...NORMS.map((published, k) => normAt(report, traces, k, published)),
    ...RATIOS.map((published, k) =>
      figure(l10n`ratio of the mean norms, k = ${k}`, published, report.lags[k].ratio ?? 0),
    ),
    ...MEANS.map((published, i) =>
      figure(l10n`mean attr, k = ${i + 1}`, published, report.lags[i + 1].meanAttribution ?? 0),
    ),
    ...SIZES.map((published, i) =>
      figure(
        l10n`mean |attr|, k = ${i + 1}`,
        published,
        report.lags[i + 1].meanAbsAttribution ?? 0,
      ),
    ),
    dominant(report.neurons),
    ...EXAMPLES.flatMap((example) => worked(traces.get(example.t) as Trace, example)),
    amplification(report),
  ];
}

function* tracesOf(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
): Generator<unknown, Traces> {
  const positions = [...Array(DEPTH).keys(), ...EXAMPLES.map(({ t }) => t)];
  const depth = Math.max(...positions);
  const tracer = yield* Tracer.make(backend, weights, depth);
  const reader = new TextReader(tracer.kernels, text);
  const found = new Map<number, Trace>();
  for (const t of positions) {
    const past = yield* reader.past(t, depth);
    found.set(t, yield* tracer.steps(past, { ...defaultOptions, depth }));
  }
  return found;
}

function wholeText({ bitsPerByte, gradient, distributions }: Report): PublishedFigure[] {
  const { above99 } = distributions.probability;
  const share = (published: string, value: number, top: number) =>
    figure(l10n`share of ||g||^2 in the top ${top}, %`, published, 100 * value);
  return [
    figure(l10n`bits per byte`, "0.079", bitsPerByte),
    figure(l10n`mean ||g||, all t`, "0.103", gradient.meanNorm),
    share("19.4", gradient.topShare["1"], 1),
    share("50.8", gradient.topShare["5"], 5),
    share("67.9", gradient.topShare["10"], 10),
    {
      figure: "p > 0.99",
      published: l10n`most predictions`,
      measured: l10n`${(100 * above99).toFixed(1)} % of them`,
      reproduces: above99 > 0.5,
      remark: "",
    },
  ];
}

/** The norm column: each of the paper's means is over other positions. */
function normAt(report: Report, traces: Traces, k: number, published: string): PublishedFigure {
  const { population, lags } = report;
  const own = figure(l10n`mean norm, k = ${k}`, published, lags[k].meanNorm);
  if (own.reproduces || own.remark !== "") return own;
  let sum = lags[k].meanNorm * population.count;
  for (let t = k; t < population.from; t++) sum += traces.get(t)?.norms[k] ?? 0;
  const count = population.count + population.from - k;
  const mean = sum / count;
  const agrees = rounded(mean, published) === published;
  const [from, over] = [population.from, mean.toFixed(4)];
  return {
    ...own,
    remark: agrees
      ? l10n`here all lags average t >= ${from}; the printed figure is the mean over all t >= ${k}, ${over} (n = ${count})`
      : l10n`here all lags average t >= ${from}; nor is the printed figure the mean over all t >= ${k}, ${over} (n = ${count})`,
  };
}

/** The paper names four neurons that 'dominate everywhere'. */
function dominant(neurons: readonly NeuronStatistics[]): PublishedFigure {
  const criteria: readonly (readonly [name: string, of: (n: NeuronStatistics) => number])[] = [
    [l10n`mean |g|`, (n) => n.meanAbsGradient],
    [l10n`energy`, (n) => n.meanEnergy],
    [l10n`times first`, (n) => n.timesFirst],
  ];
  const found = criteria.map(([name, of]) => {
    const first = [...neurons]
      .sort((a, b) => of(b) - of(a) || a.neuron - b.neuron)
      .slice(0, LEADERS)
      .map(({ neuron }) => neuron);
    return { name, first, has: DOMINANT.filter((neuron) => first.includes(neuron)).length };
  });
  const all = found.filter(({ has }) => has === DOMINANT.length).map(({ name }) => name);
  const rest = found.filter(({ has }) => has < DOMINANT.length);
  return {
    figure: l10n`dominant neurons`,
    published: DOMINANT.map((neuron) => `h${neuron}`).join(" "),
    measured: found
      .map(({ name, first }) => `${name}: ${first.map((neuron) => `h${neuron}`).join(" ")}`)
      .join("; "),
    reproduces: rest.length === 0,
    remark: [
      l10n`all four are among the first ${LEADERS} by ${all.join(l10n` and `) || l10n`no criterion`}`,
      ...rest.map(({ name, has }) => l10n`${has} of them by ${name}`),
    ].join(", "),
  };
}

function worked(
  { logP, norms, g, attribution }: Trace,
  { t, p, norm, lag, attribution: printed }: (typeof EXAMPLES)[number],
): PublishedFigure[] {
  const strongest = [...attribution.keys()].reduce((best, k) =>
    Math.abs(attribution[k]) > Math.abs(attribution[best]) ? k : best,
  );
  return [
    figure(l10n`t = ${t}: p of the true byte`, p, exp(logP)),
    ...(norm === null
      ? []
      : [
          figure(`t = ${t}: ||g||`, norm, norms[0]),
          ...TOP.map(({ neuron, gradient }) =>
            figure(l10n`t = ${t}: g of h${neuron}`, gradient, g[neuron]),
          ),
        ]),
    figure(l10n`t = ${t}: attr, k = ${lag}`, printed, attribution[lag]),
    {
      figure: l10n`t = ${t}: strongest lag`,
      published: `k = ${lag}`,
      measured: l10n`k = ${strongest} by |attr|, of ${attribution.length} lags`,
      reproduces: strongest === lag,
      remark:
        strongest === lag ? "" : l10n`k = ${strongest} has ${signed(attribution[strongest], 3)}`,
    },
  ];
}

/** 'The Jacobian product amplifies the gradient at each step', which the paper puts down to the spectral radius. */
function amplification({ spectralRadius, lyapunov, lags }: Report): PublishedFigure {
  const [growth, error] = [lyapunov?.natsPerStep ?? 0, lyapunov?.standardError ?? 0];
  return {
    figure: l10n`growth at each step`,
    published: l10n`amplified, since the spectral radius is above 1`,
    measured: l10n`spectral radius ${spectralRadius?.toFixed(3)}; Lyapunov exponent ${signed(growth, 4)} \u00b1 ${error.toFixed(4)} nats a step`,
    reproduces: growth > 2 * error,
    remark: l10n`the growth up to k = ${DEPTH} is there (${lags[DEPTH].ratio?.toFixed(2)} times), but along the text it does not go on: the exponent is not above zero by more than its error`,
  };
}

/** A number as printed, and measured with as many digits; one more where they differ. */
function figure(name: string, published: string, value: number): PublishedFigure {
  const same = rounded(value, published);
  const reproduces = same === published;
  const { places, isSigned } = formOf(published);
  const more = isSigned ? signed(value, places + 1) : value.toFixed(places + 1);
  const measured = reproduces ? same : more;
  const unit = pow(10, places);
  const isTwice =
    !reproduces && Math.round(Number(more) * unit) === Math.round(Number(published) * unit);
  const remark = isTwice
    ? l10n`it is ${value.toFixed(places + 2)}, which rounds to ${same}; rounded to ${more} first it gives the printed figure`
    : "";
  return { figure: name, published, measured, reproduces, remark };
}

function formOf(published: string) {
  return {
    places: published.split(".")[1]?.length ?? 0,
    isSigned: /^[+-]/.test(published),
  };
}

function rounded(value: number, published: string): string {
  const { places, isSigned } = formOf(published);
  return isSigned ? signed(value, places) : value.toFixed(places);
}

function signed(value: number, places: number): string {
  return `${value < 0 ? "" : "+"}${value.toFixed(places)}`;
}
