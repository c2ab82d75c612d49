// What is said of the causes of a prediction: found by running the net, so these sentences may say what it rests on. Each
// takes how a byte is named, by its lag, since editors make the names links.
import { MOST_NECESSARY } from "../vocabulary/causes";
import type { CausesJson } from "../wire/causesJson";
import { l10n } from "./l10n";
import { several, three } from "./numbers";

type Sets = Pick<CausesJson, "sufficient" | "necessary">;

/** How the byte at lag k is named. */
export type NameByte = (k: number) => string;

/** Bytes named in a sentence before the rest is counted. */
const NAMED = 8;

/** 'm' (k 9) @param names of the bytes by lag */
export function byteAndLag(names: readonly string[]): NameByte {
  return (k) => `${names[k] ?? "?"} (k ${k})`;
}

/** Enough alone: 'm' (k 9), '<' (k 10), 0.841 bits. */
export function enoughSentence({ sufficient }: Sets, name: NameByte, named = NAMED): string {
  const { lags, bits, empty } = sufficient;
  if (empty) return l10n`No byte of the window is needed: ${three(bits)} bits without any.`;
  return l10n`Enough alone: ${bytesOf(lags, name, named)}, ${three(bits)} bits.`;
}

/** Decisive: 'm' (k 9), 12.0 bits without it. */
export function decisiveSentence({ necessary }: Sets, name: NameByte, named = NAMED): string {
  const { lags, bits, found } = necessary;
  if (!found) return undecided(lags.length);
  const [bytes, cost] = [bytesOf(lags, name, named), three(bits)];
  return lags.length === 1
    ? l10n`Decisive: ${bytes}, ${cost} bits without it.`
    : l10n`Decisive: ${bytes}, ${cost} bits without them.`;
}

/** @param tried all bytes of a short window, or eight */
function undecided(tried: number): string {
  if (tried === MOST_NECESSARY) return l10n`No ${tried} bytes of the window decide it.`;
  if (tried === 1) return l10n`The one byte of the window does not decide it.`;
  return l10n`All ${tried} bytes of the window together do not decide it.`;
}

/** How the sets were found, and that there may be smaller ones. */
export function searchSentence({ sufficient }: Pick<CausesJson, "sufficient">): string {
  const runs = several(sufficient.runs, "run");
  return l10n`The smallest found in ${runs} of the net, other bytes replaced by the mean embedding.`;
}

/** How far gradient and occlusion agree, with what chance gives. */
export function agreementSentence({
  agreement: { spearman, topLagAgrees },
  occlusion,
}: Pick<CausesJson, "agreement" | "occlusion">): string {
  const lags = several(occlusion.length, "lag");
  const rank =
    spearman === null
      ? l10n`Gradient and occlusion cannot be ranked over ${lags}`
      : l10n`Gradient and occlusion over ${lags}: Spearman ${three(spearman)} (chance 0)`;
  const top = topLagAgrees ? l10n`the same top lag` : l10n`another top lag`;
  return l10n`${rank}, ${top} (chance 1 in ${occlusion.length}).`;
}

function bytesOf(lags: readonly number[], name: NameByte, named: number): string {
  const more = lags.length - named;
  const rest = more > 0 ? [l10n`${several(more, "byte")} more`] : [];
  return [...lags.slice(0, named).map(name), ...rest].join(", ");
}
