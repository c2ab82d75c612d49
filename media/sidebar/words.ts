// What the page understands without its elements: words and facts that several charts share, what the threshold shows
// of a trace, and a byte as a user types it. Pure.
import { isShown } from "../../server/protocol/vocabulary/thresholds";
import type {
  Controls,
  LagRow,
  NeuronRow,
  Snapshot,
  TraceData,
} from "../../server/protocol/wire/sidebar";
import { byteName, parseByte } from "../../server/protocol/words/byteNames";
import { l10n, translated } from "../../server/protocol/words/l10n";

/** The paper's method is called 'Attribution'; any other by its name. */
export function methodTitle(method: TraceData["method"]): string {
  return method === "gradient"
    ? l10n`Attribution`
    : `${method[0]?.toUpperCase()}${method.slice(1)}`;
}

/** k 0 to 28 */
export function lagWords({ lags }: TraceData): string {
  return l10n`k 0 to ${lags.at(-1)?.k ?? 0}`;
}

export function axisPercent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** The settings on which a drawing that shows the threshold depends. */
export function thresholdFacts(controls: Controls): unknown {
  const { thresholdEnabled, thresholdRule, thresholdScope } = controls;
  const { thresholdNucleus, thresholdShare, thresholdAbsolute } = controls;
  if (!thresholdEnabled) return null;
  return [thresholdRule, thresholdScope, thresholdNucleus, thresholdShare, thresholdAbsolute];
}

export interface Shown {
  readonly lags: ReadonlySet<number>;
  readonly neurons: ReadonlySet<number>;
}

/**
 * What the display threshold shows of the current trace, by the same rule as in the editor. Moving the slider only
 * repeats comparisons.
 */
export function shownOf(trace: TraceData, controls: Controls): Shown {
  const isIn = (row: LagRow | NeuronRow, size: number) => passes(controls, row, size);
  return {
    lags: new Set(trace.lags.filter((row) => isIn(row, row.attribution)).map(({ k }) => k)),
    neurons: new Set(
      trace.neurons.filter((row) => isIn(row, row.gradient)).map(({ neuron }) => neuron),
    ),
  };
}

function passes(controls: Controls, row: LagRow | NeuronRow, size: number): boolean {
  if (!controls.thresholdEnabled || controls.thresholdScope !== "display") return true;
  const { thresholdRule: rule } = controls;
  const value = {
    nucleus: controls.thresholdNucleus / 100,
    share: controls.thresholdShare / 100,
    absolute: controls.thresholdAbsolute,
  }[rule];
  return isShown(rule, value, { ...row, magnitude: Math.abs(size) });
}

/** 109, 0x6d, 'm', "m", space, LF; undefined for anything else. */
export function byteOf(text: string): number | undefined {
  const number = parseByte(text);
  if (number !== undefined) return number;
  const quoted = /^\s*(['"])(.)\1\s*$/.exec(text)?.[2]?.codePointAt(0) ?? 128;
  if (quoted < 128) return quoted;
  const word = text.trim().toLowerCase();
  return [9, 10, 13, 32].find((byte) => byteName(byte).toLowerCase() === word);
}

/** A byte as above, or one of the two targets that are not a fixed byte. */
export function targetOf(text: string): number | "true" | "predicted" | undefined {
  const word = text.trim().toLowerCase();
  return word === "true" || word === "predicted" ? word : byteOf(text);
}

/** The unit of a column or an axis. */
export function unitWords(unit: TraceData["unit"]): string {
  return unit === "activation" ? l10n`units of the activation` : translated(unit);
}

/** Whether the trace is of one byte, not of a selection or a neuron. */
export function isOfByte({ trace }: Pick<Snapshot, "trace">): boolean {
  return trace !== null && trace.target !== null;
}
