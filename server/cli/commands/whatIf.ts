// sparse-diff what-if: what a prediction would be with another value of one past byte, or with a neuron changed in the
// readout. Not here: taking bytes out (causes.ts).
import { headOf } from "../../answers/subject";
import { byteJson, neuronJson, targetOf as targetOfLogits } from "../../answers/whatIfJson";
import { paced } from "../../attribution/backward";
import { byteCurve, logitsAfter } from "../../attribution/causes/byteCurve";
import { neuronOverText } from "../../attribution/causes/neuronEdit";
import { pastSteps, stateAfter } from "../../attribution/forward";
import type { ModelKernels } from "../../kernels/interface";
import { bindRuns } from "../../kernels/select";
import { InputError } from "../../nets/inputError";
import {
  ACTIVATION,
  activationLimits,
  NEURON_EDITS,
  type NeuronEdit,
} from "../../protocol/vocabulary/neuronEdits";
import { type Limits, namesOf } from "../../protocol/vocabulary/terms";
import { CAUSE_LAGS } from "../../protocol/vocabulary/tracing";
import type { WhatIfByteJson, WhatIfNeuronJson } from "../../protocol/wire/whatIfJson";
import { neuronName } from "../../protocol/words/neuronNames";
import { type Command, type Context, type Result, realNumber, wholeNumber } from "../command";
import {
  backendHelp,
  backendOf,
  backendOption,
  modelHelp,
  modelOption,
  readModel,
  readPlace,
  type Text,
} from "../inputs";
import { finish } from "../longWork";
import { checkOfNet, checkTargetAt, neuronOf, targetHelp, targetOf } from "../target";
import { oneLine } from "../terminal";
import { byteText, neuronText } from "../whatIfText";

/** Steps, and predictions, that the kernels take together. */
const ROWS = 64;

export const whatIf: Command = {
  name: "what-if",
  usage:
    "TEXT --model MODEL --at T (--lag K | --neuron I (--zero | --flip | --clamp V)) [--target NAME]",
  summary: "A prediction with another value of a past byte, or with a neuron changed.",
  help: [
    ...modelHelp,
    "--at T                  the current byte t; the predicted byte is t + 1",
    "--lag K                 the byte that is given all 256 values, k steps back from t",
    "--neuron I              the neuron that is changed, in the readout only, by number or name",
    "--zero, --flip          its activation becomes 0, or gets the other sign",
    `--clamp V               its activation becomes V, from ${ACTIVATION.low} to ${ACTIVATION.high}; of a ReLU from 0`,
    "--from A --to B         with --neuron: the mean is over the predictions of bytes A to B - 1 (all)",
    targetHelp,
    backendHelp,
  ],
  options: {
    ...modelOption,
    at: { type: "string" },
    lag: { type: "string" },
    neuron: { type: "string" },
    zero: { type: "boolean" },
    flip: { type: "boolean" },
    clamp: { type: "string" },
    from: { type: "string" },
    to: { type: "string" },
    target: { type: "string" },
    ...backendOption,
  },
  positionals: ["TEXT"],
  async run(context) {
    const { lag, neuron } = context.options;
    if ((lag === undefined) === (neuron === undefined))
      throw new InputError(
        `${lag === undefined ? "neither" : "both"} --lag ${lag === undefined ? "nor" : "and"} --neuron; expected one of them`,
      );
    if (neuron !== undefined) return ofNeuron(context);
    const other = [...namesOf(NEURON_EDITS), "from", "to"].find(
      (name) => context.options[name] !== undefined,
    );
    if (other !== undefined) throw new InputError(`--${other}: has no meaning beside --lag`);
    return ofByte(context);
  },
};

async function ofByte(context: Context): Promise<Result> {
  const { text, position } = await readPlace(context);
  const lag = wholeNumber(context, "lag", undefined, 0, position, ", the first byte");
  const target = targetOf(context);
  const model = await readModel(context);
  const { weights, name } = model;
  checkOfNet(model, { target });
  checkTargetAt(model, target, text, position);
  const backend = backendOf(context);
  const kernels = backend.bind(weights, { rows: 1, window: ROWS });
  const past = await finish(context, "reading", pastSteps(kernels, text.bytes, position, lag));
  const capacity = { rows: ROWS, steps: Math.max(ROWS, 1 + Math.min(lag, CAUSE_LAGS)) };
  const binding = paced(bindRuns(backend, weights, capacity), 0);
  const runs = await finish(context, "reading", binding);
  const logits = await finish(context, "reading", logitsAfter(runs, past), () => 1);
  const y = targetOfLogits(weights, logits, target, past);
  const work = byteCurve(runs, weights, past, lag, y);
  const curve = await finish(context, "running the net", work, (done) => done / 256);
  const json: WhatIfByteJson = {
    ...headOf({ text, model }),
    ...byteJson(past, lag, y, curve),
  };
  return {
    code: 0,
    json,
    text: () => byteText(json, text, oneLine(`${text.path}, model ${name}`)),
  };
}

async function ofNeuron(context: Context): Promise<Result> {
  const { text, position } = await readPlace(context);
  const { length } = text.bytes;
  const from = wholeNumber(context, "from", 0, 0, length - 1, `, the last byte of ${text.path}`);
  const to = wholeNumber(context, "to", length, from + 1, length, `, the length of ${text.path}`);
  const target = targetOf(context);
  const model = await readModel(context);
  const { weights, name } = model;
  checkOfNet(model, { target });
  checkTargetAt(model, target, text, position);
  const neuron = neuronOf(context, model);
  const edit = editOf(context, activationLimits(model.net.nonlinearity));
  const kernels = backendOf(context).bind(weights, { rows: ROWS, window: ROWS });
  const past = await finish(context, "reading", pastSteps(kernels, text.bytes, position, 0));
  const h = stateAfter(kernels, past);
  const range = await overRange(context, kernels, text, { from, to }, (bytes, before) =>
    neuronOverText(kernels, weights, bytes, before, neuron, edit),
  );
  const json: WhatIfNeuronJson = {
    ...headOf({ text, model }),
    ...neuronJson(weights, past, h, target, neuron, edit, range),
  };
  const where = oneLine(`${text.path}, model ${name}`);
  return {
    code: 0,
    json,
    text: () => neuronText(json, text, where, neuronName(neuron, model.net)),
  };
}

function editOf(context: Context, limits: Limits): NeuronEdit {
  const { zero, flip, clamp } = context.options;
  if ([zero, flip, clamp].filter((one) => one !== undefined).length !== 1)
    throw new InputError(
      "--neuron: what becomes of it is not clear; expected one of --zero, --flip, --clamp V",
    );
  const value = realNumber(context, "clamp", limits.low, limits.high);
  if (value !== undefined) return { kind: "clamp", value };
  return { kind: zero ? "zero" : "flip" };
}

/** The means over the predictions of bytes from .. to); null where it has none. */
async function overRange<T>(
  context: Context,
  kernels: ModelKernels,
  text: Text,
  { from, to }: { from: number; to: number },
  over: (bytes: Uint8Array, before: Float64Array) => Generator<number, T | undefined>,
) {
  const first = Math.max(1, from);
  if (to <= first) return null;
  const reading = pastSteps(kernels, text.bytes, first - 1, 0);
  const { before } = await finish(context, "reading", reading);
  const work = over(text.bytes.subarray(first - 1, to), before);
  const found = await finish(context, "running the net", work);
  return found ? { from: first, to, over: found } : null;
}
