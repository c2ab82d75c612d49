// sparse-diff write-on: what the net writes on its own after a byte of a text, as text and as a table of bytes.
import { headOf } from "../../answers/subject";
import { continuation } from "../../attribution/continuation";
import { pastSteps, stateAfter } from "../../attribution/forward";
import { Tracer } from "../../attribution/trace";
import type { Kernels } from "../../kernels/interface";
import { referenceKernels } from "../../kernels/reference";
import { createSimdKernels } from "../../kernels/simd";
import { InputError } from "../../nets/inputError";
import {
  type ContinuationMode,
  FIRST_SEED,
  MOST_WRITTEN,
  TEMPERATURE,
} from "../../protocol/vocabulary/continuation";
import type { WriteOnJson } from "../../protocol/wire/continuation";
import { BESIDE, byteName, byteNames } from "../../protocol/words/byteNames";
import { probability, several } from "../../protocol/words/numbers";
import { type WrittenCharacter, writtenCharacters } from "../../protocol/words/writtenText";
import { choosing } from "../../requests/continuation";
import { type Command, type Context, realNumber, wholeNumber } from "../command";
import { backendOf, backendOption, modelHelp, modelOption, readModel, readPlace } from "../inputs";
import { finish } from "../longWork";
import { bold, dim, number, oneLine, table } from "../terminal";

const COUNT = 32;

export const writeOn: Command = {
  name: "write-on",
  usage: "TEXT --model MODEL [--at T] [--count 32] [--sample --seed S --temperature X]",
  summary: "What the net writes on after a byte of the text, and how sure it is of each byte.",
  help: [
    ...modelHelp,
    "--at T                  the current byte t, after which the net writes (the last of TEXT)",
    `--count N               bytes to write (${COUNT}), at most ${MOST_WRITTEN}; more where they complete a character`,
    "--sample                draw each byte from the prediction; else the likeliest is written",
    `--seed S                of --sample (${FIRST_SEED}); the same seed draws the same bytes`,
    `--temperature X         of --sample (${TEMPERATURE.fallback}), ${TEMPERATURE.low} to ${TEMPERATURE.high}: P^(1/X); less prefers likely bytes`,
    "--backend NAME          auto (default: simd, which rounds alike on every machine), relaxed-simd, simd, reference",
  ],
  options: {
    ...modelOption,
    at: { type: "string" },
    count: { type: "string" },
    sample: { type: "boolean" },
    seed: { type: "string" },
    temperature: { type: "string" },
    ...backendOption,
  },
  positionals: ["TEXT"],
  async run(context) {
    const mode = modeOf(context);
    const count = wholeNumber(context, "count", COUNT, 1, MOST_WRITTEN);
    const { text, position } = await readPlace(context, "last");
    const model = await readModel(context);
    const { weights, name } = model;
    const { kernels } = new Tracer(kernelsFor(context), weights, 0);
    const past = await finish(context, "reading", pastSteps(kernels, text.bytes, position, 0));
    const state = stateAfter(kernels, past);
    const tail = text.bytes.slice(Math.max(0, position + 1 - BESIDE), position + 1);
    const work = continuation(kernels, weights, state, position, tail, count, choosing(mode));
    const bytes = await finish(context, "writing", work, (done) => done / count);
    const own = bytes.map(({ byte }) => byte);
    const characters = writtenCharacters(tail, own);
    const names = byteNames([...tail, ...own]);
    const json: WriteOnJson = {
      ...headOf({ text, model }),
      position,
      input: text.bytes[position],
      mode: mode.kind,
      seed: mode.kind === "sample" ? mode.seed : null,
      temperature: mode.kind === "sample" ? mode.temperature : null,
      bits: bytes.reduce((sum, { bits }) => sum + bits, 0),
      bytes,
      characters: characters.map(({ text: own, from, to }) => ({ text: own, from, to })),
    };
    const where = oneLine(`${text.path}, model ${name}`);
    return { code: 0, json, text: () => writtenText(json, characters, names, tail.length, where) };
  },
};

/**
 * Without fused products unless they are asked for: those round as the machine likes, which a net may amplify from byte
 * to byte until it writes others.
 */
function kernelsFor(context: Context): Kernels {
  const { options } = context;
  const isChosen = options.backend !== undefined && options.backend !== "auto";
  return isChosen ? backendOf(context) : (createSimdKernels("simd") ?? referenceKernels);
}

/** @throws InputError for an option of --sample without it */
function modeOf(context: Context): ContinuationMode {
  const { options } = context;
  const { low, high, fallback } = TEMPERATURE;
  if (options.sample !== true) {
    for (const name of ["seed", "temperature"])
      if (options[name] !== undefined)
        throw new InputError(
          `--${name}: nothing is drawn without --sample; expected --sample beside it`,
        );
    return { kind: "likeliest" };
  }
  return {
    kind: "sample",
    seed: wholeNumber(context, "seed", FIRST_SEED, 0, Number.MAX_SAFE_INTEGER),
    temperature: realNumber(context, "temperature", low, high) ?? fallback,
  };
}

/** @param names of the bytes of the text's tail, then of those written */
function writtenText(
  json: WriteOnJson,
  characters: readonly WrittenCharacter[],
  names: readonly string[],
  tail: number,
  where: string,
): string {
  const { position, bytes, bits, seed, temperature } = json;
  const how = seed === null ? "most likely" : `sampled, seed ${seed}, temperature ${temperature}`;
  const rows = bytes.map(({ probability: p, bits: own, rank, topPredictions }, i) => [
    String(position + 1 + i),
    names[tail + i],
    probability(p),
    number(own),
    String(rank),
    topPredictions.map((one) => `${byteName(one.byte)} ${number(one.probability)}`).join("   "),
  ]);
  return [
    `after t = ${position} (${names[tail - 1]}), ${how}; ${where}`,
    "",
    bold(characters.map(({ label }) => label).join("")),
    "",
    table(
      [
        { title: "position" },
        { title: "byte", align: "left" },
        { title: "p" },
        { title: "bits" },
        { title: "rank" },
        { title: "likeliest", align: "left" },
      ],
      rows,
    ),
    "",
    dim(
      `${several(bytes.length, "byte")}, ${number(bits)} bits together. Nothing is written to the file.`,
    ),
  ].join("\n");
}
