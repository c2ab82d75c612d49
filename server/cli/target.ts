// --target and --neuron, which the commands about one prediction share, and the refusal of what a net does not have.
import { notOfNet } from "../attribution/asked";
import { isTrueTargetOutside, predictsAny } from "../attribution/outside";
import { defaultOptions } from "../attribution/types";
import type { Model } from "../nets/formats";
import { InputError } from "../nets/inputError";
import { namesOf } from "../protocol/vocabulary/terms";
import { TARGETS, type Target } from "../protocol/vocabulary/tracing";
import { byteName } from "../protocol/words/byteNames";
import { neuronRange, parseNeuron } from "../protocol/words/neuronNames";
import { shortened, shortPath } from "../protocol/words/shortened";
import { byteValue, type Context, wholeNumber } from "./command";
import type { Text } from "./inputs";

export const targetHelp =
  "--target NAME           true (default), predicted, or a byte: 109 or 0x6d";

export function targetOf({ options: { target } }: Context): Target {
  if (target === undefined) return defaultOptions.target;
  return namesOf(TARGETS).find((name) => name === target) ?? byteTarget(String(target));
}

function byteTarget(text: string): number {
  try {
    return byteValue(text, "target");
  } catch {
    throw new InputError(
      `--target: '${shortened(text)}'; expected true, predicted, or a byte, 0 to 255 or 0x00 to 0xff`,
    );
  }
}

/** @throws InputError if the net predicts no byte of the text */
export function checkPredicted({ weights }: Model, { path, bytes }: Pick<Text, "path" | "bytes">) {
  if (!predictsAny(weights, bytes))
    throw new InputError(
      `${shortPath(path)}: no byte after the first is in the model's alphabet; expected a text in its characters`,
    );
}

/** --neuron: a neuron of the layer that is read out, by its number or its name. @throws InputError */
export function neuronOf(context: Context, { weights, net }: Model): number {
  const { H } = weights;
  const named = { layers: net.layers, hiddenSize: H };
  const asked = context.options.neuron;
  return (
    (typeof asked === "string" ? parseNeuron(asked, named) : undefined) ??
    wholeNumber(context, "neuron", undefined, 0, H - 1, `, or a name, ${neuronRange(named)}`)
  );
}

/** Refuses what the net does not have: a method, a byte outside its alphabet. @throws InputError naming the option */
export function checkOfNet({ weights }: Model, options: Parameters<typeof notOfNet>[1]): void {
  const refused = notOfNet(weights, options);
  if (refused) throw new InputError(`--${refused.field}: ${refused.words}`);
}

/** Refuses the true byte after a position as the target where nothing predicts it. @throws InputError naming --at */
export function checkTargetAt(
  { weights }: Model,
  target: Target,
  { bytes }: Pick<Text, "bytes">,
  position: number,
): void {
  const next = bytes[position + 1];
  if (!isTrueTargetOutside(weights, { target }, next)) return;
  throw new InputError(
    `--at: '${position}'; the byte after it, ${byteName(next)}, is not in the model's alphabet, so that nothing predicts it; expected a position before a byte that is, or --target predicted`,
  );
}
