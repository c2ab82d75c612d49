// What full colour stands for, for each layer and scale, and the sentence that says so. Comparisons only. Pure.
import { guessingBits } from "../../server/protocol/vocabulary/alphabets";
import { LAYERS, type Layer, type Unit } from "../../server/protocol/vocabulary/layers";
import { PATTERNS } from "../../server/protocol/vocabulary/patterns";
import type { Settings } from "../../server/protocol/vocabulary/settings";
import type { ComparisonJson } from "../../server/protocol/wire/comparisonJson";
import type { DocumentStatus, Span, Tint } from "../../server/protocol/wire/messages";
import type { NetSummary } from "../../server/protocol/wire/net";
import type { Scale } from "../../server/protocol/wire/sidebar";
import { comparedMeans, type SideNames } from "../../server/protocol/words/comparison";
import { l10n } from "../../server/protocol/words/l10n";
import { count, three } from "../../server/protocol/words/numbers";
import { layerMeans } from "./countingWords";

type Scaling = Pick<Settings, "scale" | "fixedScale">;

/** The largest |value|; NaN is ignored. */
export function largest(values: Iterable<number>): number {
  let most = 0;
  for (const value of values) if (Math.abs(value) > most) most = Math.abs(value);
  return most;
}

export function isWithin(span: Span, ranges: readonly Span[]): boolean {
  return ranges.some((r) => span.utf16Start < r.utf16End && span.utf16End > r.utf16Start);
}

/**
 * The value of full colour for a trace; null scales to the target's own largest. Hidden lags count too, so a threshold
 * never rescales. The scales of a file and the fixed one are in nats and serve no other unit.
 */
export function traceScale(
  { scale, fixedScale }: Scaling,
  unit: Unit,
  tints: readonly Tint[],
  visible: readonly Span[],
  fileScale: number | null,
): number | null {
  if (scale === "target" || (unit !== "nats" && scale !== "visible")) return null;
  if (scale === "fixed") return fixedScale;
  if (scale === "file") return fileScale;
  const seen = tints.filter((tint) => isWithin(tint, visible));
  return largest(seen.map(({ attribution }) => attribution)) || null;
}

/**
 * @param unit of the trace; scales in nats have no meaning for another
 * @param measured the population of the file's scale; null while it is unknown
 */
export function traceScaleSentence(
  { scale }: Scaling,
  full: number,
  unit: Unit,
  measured: { readonly traced: number; readonly all: number } | null,
): string {
  if (!(full > 0)) return l10n`Nothing is tinted now.`;
  const at = l10n`Full colour at ${three(full)} ${unit === "activation" ? l10n`of the activation` : unit}`;
  if (unit !== "nats" && scale !== "visible") return l10n`${at}, the largest of this target.`;
  switch (scale) {
    case "fixed":
      return l10n`${at}, for every target.`;
    case "visible":
      return l10n`${at}, the largest of this target on the screen.`;
    case "file":
      if (measured)
        return l10n`${at}; 99 of 100 attributions in this file are smaller${over(measured)}.`;
      return l10n`${at}, the largest of this target until the file has been measured.`;
    case "target":
      return l10n`${at}, the largest of this target; other targets have other scales.`;
  }
}

function over({ traced, all }: { readonly traced: number; readonly all: number }): string {
  if (traced === all) return l10n`, over all ${count(all)} positions`;
  return l10n`, over ${count(traced)} even steps of ${count(all)} positions`;
}

/** The cost of guessing among all that the net can predict. */
function guessing(net: LayerScaleFacts["net"], make: (full: number, why: string) => Scale): Scale {
  const { size, isBytes } = net?.alphabet ?? { size: 256, isBytes: true };
  const all = isBytes ? l10n`${size} bytes` : l10n`${size} characters`;
  return make(guessingBits(size), l10n`, what guessing among ${all} costs.`);
}

export interface LayerScaleFacts {
  readonly layer: Layer;
  readonly settings: Scaling;
  /** Largest |value| on the screen. */
  readonly visible: number;
  /** The largest |value| in the file, or in the first `share` of it; null while nothing is measured. */
  readonly file: { readonly largest: number; readonly share: number } | null;
  /** Of the file; null while none is loaded. */
  readonly net: Pick<NetSummary, "nonlinearity" | "alphabet"> | null;
  /** Of the file, for net - counting. */
  readonly status: DocumentStatus | null;
  /** For the difference to another side: what the sides are called, and their sum once it is there. */
  readonly compared: { readonly names: SideNames; readonly sum: ComparisonJson | undefined } | null;
}

/** A layer has no single target, so 'this target' means what is on the screen. */
export function layerScale({
  layer,
  settings,
  visible,
  file,
  net,
  status,
  compared,
}: LayerScaleFacts): Scale {
  const { scale, fixedScale } = settings;
  const isNeuron = layer === "neuron";
  const isDifference = layer === "netMinusCounting" || layer === "difference";
  const { unit } = LAYERS[layer];
  const make = (full: number, why: string): Scale => {
    const at = l10n`Full colour at ${three(full)}${isNeuron ? "" : ` ${unit}`}`;
    const scaled = full > 0 ? `${at}${why}` : l10n`Nothing is tinted now.`;
    const more =
      layer === "netMinusCounting"
        ? layerMeans(status)
        : layer === "difference" && compared
          ? comparedMeans(compared.names, compared.sum)
          : "";
    const sentence = more === "" ? scaled : `${scaled} ${more}`;
    return { full, unit, isSigned: isNeuron || isDifference || layer === "influence", sentence };
  };
  // A ReLU has no largest activation.
  const isBounded = net?.nonlinearity !== "relu";
  if (isNeuron && isBounded && (scale === "target" || scale === "fixed"))
    return make(1, l10n`, the most an activation can be.`);
  if (layer === "skipPatternDepth" && (scale === "target" || scale === "fixed"))
    return make(PATTERNS.levels.fallback, l10n`, all offsets that are usually chosen.`);
  if (scale === "fixed" && unit === "bits") return guessing(net, make);
  if (scale === "fixed") return make(fixedScale, ", everywhere.");
  if (scale === "file" && file)
    return make(file.largest, l10n`, the largest in ${fileWords(file.share)}.`);
  const until = scale === "file" ? l10n` until the file has been measured` : "";
  return make(visible, l10n`, the largest on the screen${until}; it changes as you scroll.`);
}

function fileWords(share: number): string {
  if (share === 1) return l10n`the file`;
  return l10n`the first ${Math.floor(100 * share)} % of the file so far`;
}
