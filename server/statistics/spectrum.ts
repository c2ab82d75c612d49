// Spectral radius and largest singular value of W_h, float64. On WebAssembly where the engine has it; the reference is ml-matrix,
// which cannot pause.
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from "ml-matrix";
import { isSupported } from "../kernels/binary";
import type { BackendName, Weights } from "../kernels/interface";
import { hasGradient, shapeOf } from "../kernels/shape";
import { spectrumOf } from "../kernels/spectrum";
import type { Report } from "../protocol/wire/reportJson";

export type SpectrumNumbers = Pick<Report, "spectralRadius" | "largestSingularValue">;

/** Of a net without one W_h. */
export const NO_SPECTRUM: SpectrumNumbers = { spectralRadius: null, largestSingularValue: null };

export function* spectrum(
  backend: BackendName,
  weights: Weights,
): Generator<void, SpectrumNumbers> {
  if (!hasGradient(shapeOf(weights))) return NO_SPECTRUM;
  const { H, Wh } = weights;
  if (backend === "reference" || !isSupported("simd")) return referenceSpectrum(Wh, H);
  const { re, im, largestSingularValue } = yield* spectrumOf(Wh, H);
  return { spectralRadius: largestModulus(re, im), largestSingularValue };
}

/** @param matrix [H x H] */
export function referenceSpectrum(matrix: Float32Array, H: number): SpectrumNumbers {
  const rows = Matrix.from1DArray(H, H, Array.from(matrix));
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(rows);
  const [largestSingularValue] = new SingularValueDecomposition(rows, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
  }).diagonal;
  const spectralRadius = largestModulus(realEigenvalues, imaginaryEigenvalues);
  return { spectralRadius, largestSingularValue };
}

function largestModulus(re: ArrayLike<number>, im: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < re.length; i++) largest = Math.max(largest, Math.hypot(re[i], im[i]));
  return largest;
}
