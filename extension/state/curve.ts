// The loss curve of a run, bits per byte by epoch, built from its progress reports: one point per epoch. When there are
// too many points to draw, every second one is dropped. Pure.
import type { LossCurve, LossPoint } from "../../server/protocol/wire/sidebar";
import type { TrainProgress, TrainResult } from "../../server/protocol/wire/training";
import { visible } from "./literal";

/** More points could not be told apart in a narrow sidebar or read in a table. */
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
 * @param result undefined if the run ended without one
 * @param isCancelled whether the user cancelled before there could be a result
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

/** Keeps the first and the last point. */
function thinned(points: readonly LossPoint[]): readonly LossPoint[] {
  return points.filter((_, i) => i % 2 === 0 || i === points.length - 1);
}
