// Spectral radius and largest singular value of W_h, in float64 (ml-matrix).
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from "ml-matrix";
import type { Weights } from "../kernels/interface";

export function spectrum({ H, Wh }: Weights): {
  spectralRadius: number;
  largestSingularValue: number;
} {
  const matrix = Matrix.from1DArray(H, H, Array.from(Wh));
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(matrix);
  const radius = Math.max(
    ...realEigenvalues.map((re, i) => Math.hypot(re, imaginaryEigenvalues[i])),
  );
  const [largest] = new SingularValueDecomposition(matrix, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
  }).diagonal;
  return { spectralRadius: radius, largestSingularValue: largest };
}
