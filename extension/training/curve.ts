// Bits per byte against epoch, as a run's progress tells them: one point an epoch, every second one left out
// whenever there are too many to draw. Pure.
import type { LossCurve, LossPoint } from "../../server/protocol/wire/sidebar";
import type { TrainProgress, TrainResult } from "../../server/protocol/wire/training";
import { visible } from "../literal";

/** More are not told apart in a narrow bar, nor read in a table. */
const MOST_POINTS = 200;

export function newCurve(name: string, target: number | undefined): LossCurve {
  const empty = { predictions: null, heldOutBytes: 0, planned: null, isOlder: false, points: [] };
  return { name: visible(name), target: target ?? null, state: "running", ...empty };
}

export function withProgress(curve: LossCurve, progress: TrainProgress): LossCurve {
  const { bytes, heldOutBytes, planned, epoch } = progress;
  const { bitsPerByte: best, runningBitsPerByte: running } = progress;
  const point = { epoch, running, best };
  const points = running === null && best === null ? curve.points : withPoint(curve.points, point);
  return { ...curve, predictions: bytes - 1, heldOutBytes, planned, points };
}

/**
 * @param result undefined where the run ended without one
 * @param isCancelled the person ended it before there could be one
 */
export function ended(
  curve: LossCurve,
  result: TrainResult | undefined,
  isCancelled = false,
): LossCurve {
  if (!result) return { ...curve, state: isCancelled ? "cancelled" : "stopped" };
  const { cancelled, bytes, epochs, measured, bitsPerByte } = result;
  const last = curve.points.at(-1);
  const best = measured ? bitsPerByte : (last?.best ?? null);
  const epoch = Math.max(1, epochs);
  const point = { epoch, running: last?.epoch === epoch ? last.running : null, best };
  return {
    ...curve,
    state: cancelled ? "cancelled" : "done",
    predictions: bytes - 1,
    points: best === null ? curve.points : withPoint(curve.points, point),
  };
}

function withPoint(points: readonly LossPoint[], point: LossPoint): readonly LossPoint[] {
  const before = points.filter(({ epoch }) => epoch < point.epoch);
  const all = [...before, point];
  return all.length > MOST_POINTS ? thinned(all) : all;
}

/** The first and the last stay. */
function thinned(points: readonly LossPoint[]): readonly LossPoint[] {
  return points.filter((_, i) => i % 2 === 0 || i === points.length - 1);
}
