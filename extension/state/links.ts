// The arguments of commands that are run from a link, a row or a page, as they are written there and as they are read here. A key
// binding or another extension can give a command anything, so each is checked whole; what is none of these counts as no argument.
import * as v from "valibot";
import type { Focus } from "./focus";

/** The character, and which of its bytes; or what is wider. */
export interface LinkTarget extends Focus {
  readonly uri: string;
}

/** Of the link to the whole answer: what is explained, and the character where the hover stands. */
export interface MoreLink extends LinkTarget {
  readonly at: number;
}

/** Of What If This Byte Were...: the prediction that is watched, and the byte that is varied, if it is chosen. */
export interface ByteLink extends LinkTarget {
  readonly lag?: number | undefined;
}

/** Of Change a Neuron...: the prediction that is watched, and the neuron, if it is chosen. */
export interface NeuronLink extends LinkTarget {
  readonly neuron?: number | undefined;
}

/** Of Show Neuron Card: the neuron, and where it is not the text on the screen, the text. */
export interface CardLink {
  readonly neuron: number;
  /** Counted from 1 at the input; by default the one that is read out. */
  readonly layer?: number | undefined;
  readonly uri?: string | undefined;
}

/** Of the link to an earlier place. */
export interface EarlierLink {
  readonly uri: string;
  readonly utf16Start: number;
  readonly utf16End: number;
}

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const target = {
  uri: v.string(),
  /** -1 is the place of a pin that is gone. */
  utf16: v.pipe(v.number(), v.safeInteger(), v.minValue(-1)),
  byteOfCharacter: whole,
  wider: v.optional(
    v.variant("kind", [
      v.object({ kind: v.literal("span"), utf16End: whole }),
      v.object({ kind: v.literal("neuron"), neuron: whole }),
    ]),
  ),
};

const reader =
  <Link>(schema: v.GenericSchema<unknown, Link>) =>
  (argument: unknown): Link | undefined => {
    const read = v.safeParse(schema, argument);
    return read.success ? read.output : undefined;
  };

export const linkTarget = reader<LinkTarget>(v.object(target));
export const moreLink = reader<MoreLink>(v.object({ ...target, at: whole }));
export const byteLink = reader<ByteLink>(v.object({ ...target, lag: v.optional(whole) }));
export const neuronLink = reader<NeuronLink>(v.object({ ...target, neuron: v.optional(whole) }));
export const cardLink = reader<CardLink>(
  v.object({ neuron: whole, layer: v.optional(whole), uri: v.optional(v.string()) }),
);
export const earlierLink = reader<EarlierLink>(
  v.object({ uri: v.string(), utf16Start: whole, utf16End: whole }),
);
