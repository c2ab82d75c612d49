// sparse-diff compare: two models on one text, or one model on two texts: which knows which byte better, and by how much more than
// chance.
import path from "node:path";
import { paced } from "../../attribution/backward";
import { pastSteps } from "../../attribution/forward";
import { Tracer } from "../../attribution/trace";
import { defaultOptions, lagsAt } from "../../attribution/types";
import { type Alignment, align, identity, placeThere } from "../../comparison/alignment";
import { comparisonOf } from "../../comparison/differences";
import { lagDifferences } from "../../comparison/lags";
import type { Kernels } from "../../kernels/interface";
import { hasGradient, isPredicted, shapeOf } from "../../kernels/shape";
import { layerOf } from "../../layers/segments";
import type { Model } from "../../nets/formats";
import { InputError } from "../../nets/inputError";
import type { DifferenceAtJson } from "../../protocol/wire/comparisonJson";
import { byteName } from "../../protocol/words/byteNames";
import { BEFORE, comparisonText, type SideNames } from "../../protocol/words/comparison";
import { shortPath } from "../../protocol/words/shortened";
import { type Command, type Context, required, wholeNumber } from "../command";
import {
  backendHelp,
  backendOf,
  backendOption,
  DASH,
  modelHelp,
  modelOption,
  netOption,
  readModel,
  readText,
  type Text,
} from "../inputs";
import { finish } from "../longWork";
import { oneLine, style } from "../terminal";

/** Options of the second model. */
const WITH = "with-";

/** A text with its model. */
interface Side {
  readonly text: Text;
  readonly model: Model;
}

export const compare: Command = {
  name: "compare",
  usage: "TEXT --model A (--with B | --against OTHERTEXT) [--at T [--depth 50]]",
  summary: "Two models on a text, or a model on two texts: which byte which side knows better.",
  help: [
    ...modelHelp,
    "--with B                another model, on the same text",
    "--with-prefix NAME, --with-alphabet FILE|NAME, --with-nonlinearity NAME   the same of it",
    "--against OTHERTEXT     another text, whose unchanged bytes are compared",
    "--at T                  also the attributions of the byte after this position, on both sides",
    `--depth N               with --at: the largest lag (${defaultOptions.depth})`,
    backendHelp,
  ],
  options: {
    ...modelOption,
    with: { type: "string" },
    ...Object.fromEntries(Object.entries(netOption).map(([name, type]) => [WITH + name, type])),
    against: { type: "string" },
    at: { type: "string" },
    depth: { type: "string" },
    ...backendOption,
  },
  positionals: ["TEXT"],
  async run(context) {
    const { options } = context;
    const { with: second, against } = options;
    if ((second === undefined) === (against === undefined))
      throw new InputError(
        `${second === undefined ? "neither" : "both"} --with ${second === undefined ? "nor" : "and"} --against; expected one of them`,
      );
    if (against === DASH)
      throw new InputError(
        "--against: '-'; expected a file, since only TEXT is read from standard input (./- is a file of that name)",
      );
    for (const name of Object.keys(netOption))
      if (second === undefined && options[WITH + name] !== undefined)
        throw new InputError(`--${WITH}${name}: it is about a second model; expected --with too`);
    const text = await readText(context, 2);
    const last = text.bytes.length - 2;
    const at =
      options.at === undefined
        ? undefined
        : wholeNumber(context, "at", undefined, 0, last, ", since a byte must follow");
    if (at === undefined && options.depth !== undefined)
      throw new InputError("--depth: it is about one prediction; expected --at too");
    const depth = wholeNumber(context, "depth", defaultOptions.depth, 0, 1000);
    const here: Side = { text, model: await readModel(context) };
    const there: Side =
      second === undefined
        ? { ...here, text: await otherText(context, required(context, "against")) }
        : { text, model: await readModel(context, String(second), WITH) };
    const backend = backendOf(context);
    const sides = [here.text.bytes, there.text.bytes] as const;
    const alignment = second === undefined ? align(...sides) : identity(text.bytes.length);
    const [costHere, costThere] = [
      await finish(context, "reading", costs(backend, here), () => 0),
      await finish(context, "reading", costs(backend, there), () => 0.5),
    ];
    const byteAt = (p: number) => text.bytes[p];
    const compared = { alignment, here: costHere, there: costThere, byteAt };
    const found = await finish(context, "comparing", comparisonOf(compared));
    const placed =
      at === undefined
        ? undefined
        : await finish(
            context,
            "tracing",
            differenceAt(backend, here, there, alignment, at, depth),
          );
    const json = {
      model: headOf(here.model),
      with: second === undefined ? null : headOf(there.model),
      text: { bytes: text.bytes.length, sha256: text.sha256 },
      against:
        second === undefined ? { bytes: there.text.bytes.length, sha256: there.text.sha256 } : null,
      ...found,
      ...(placed ? { at: placed } : {}),
    };
    const subject = {
      text: oneLine(text.path),
      bytes: text.bytes.length,
      ...(second === undefined ? { model: oneLine(here.model.name) } : {}),
    };
    const names =
      second === undefined
        ? namesOf(text.path, there.text.path)
        : namesOf(here.model.name, there.model.name);
    const before = (p: number) =>
      Buffer.from(text.bytes.subarray(Math.max(0, p - BEFORE), p)).toString("utf8");
    return {
      code: 0,
      json,
      text: () => comparisonText(found, subject, names, before, placed, style),
    };
  },
};

/** Names without folders, unless they are the same. */
function namesOf(here: string, there: string): SideNames {
  const [one, other] = [path.basename(here), path.basename(there)];
  const [a, b] = one === other ? [here, there] : [one, other];
  return { here: oneLine(a), there: oneLine(b) };
}

const headOf = ({ weights, sha256 }: Model) => ({ hiddenSize: weights.H, sha256 });

async function otherText({ files }: Context, path: string): Promise<Text> {
  const bytes = await files.read(path);
  if (bytes.length < 2)
    throw new InputError(
      `${shortPath(path)}: ${bytes.length === 0 ? "the file is empty" : "1 byte"}; expected at least 2 bytes, since a prediction needs a byte and the next one`,
    );
  return { path, bytes, sha256: files.sha256(bytes) };
}

/** [bytes] in bits; NaN where nothing is predicted. */
function* costs(
  backend: Kernels,
  { text: { bytes }, model: { weights } }: Side,
): Generator<number, Float32Array> {
  const before = new Float64Array(shapeOf(weights).stateSize);
  const stretch = { bytes, before, lead: 0, count: bytes.length };
  const question = { layer: "surprise", neuron: 0, depth: 0, method: "gated" } as const;
  return (yield* paced(layerOf(backend, weights, stretch, question), 0)).values;
}

function* differenceAt(
  backend: Kernels,
  here: Side,
  there: Side,
  alignment: Alignment,
  position: number,
  depth: number,
): Generator<number, DifferenceAtJson> {
  const next = here.text.bytes[position + 1];
  const placeOfNext = placeThere(alignment, position + 1);
  if (placeOfNext < 1)
    throw new InputError(
      `--at: '${position}'; the byte after it, ${byteName(next)}, has no counterpart in ${shortPath(there.text.path)} that is predicted; expected a position before a byte that has`,
    );
  for (const { model } of [here, there])
    if (!isPredicted(model.weights, next))
      throw new InputError(
        `--at: '${position}'; the byte after it, ${byteName(next)}, is not in the alphabet of ${shortPath(model.name)}; expected a position before a byte that both predict`,
      );
  // One method for both, since two cannot be held against each other.
  const both = [here, there].every(({ model }) => hasGradient(shapeOf(model.weights)));
  const method = both ? "gradient" : "gated";
  const traced = [];
  for (const [side, t] of [
    [here, position],
    [there, placeOfNext - 1],
  ] as const) {
    const { bytes } = side.text;
    const making = Tracer.make(backend, side.model.weights, lagsAt(t, depth));
    const tracer = yield* paced(making, 0);
    const past = yield* paced(pastSteps(tracer.kernels, bytes, t, depth), 0);
    const trace = yield* paced(tracer.steps(past, { ...defaultOptions, depth, method }), 0.5);
    traced.push({
      attribution: trace.attribution,
      bytes: past.bytes,
      bits: -trace.logP / Math.LN2,
    });
  }
  const [one, other] = traced;
  return {
    position,
    positionThere: placeOfNext - 1,
    target: next,
    bits: { here: one.bits, there: other.bits },
    method,
    ...lagDifferences(one, other),
  };
}
