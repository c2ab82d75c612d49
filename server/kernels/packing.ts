// Copies the weights of a model into the memory of the SIMD backend, in the orders the products read.
// Each matrix passes through one staging region; padding is zero.
import type { Weights } from "./interface";
import type { Region } from "./layout";
import { PANEL, WIDE_PANEL } from "./layout";
import type { Memory } from "./webassembly";

type Pack = (...args: number[]) => void;

export function packWeights(
  { H, Wx, Wh, bh, Wy, by }: Weights,
  memory: Memory,
  at: Readonly<Record<Region, number>>,
  stride: number,
  { packPanels, packWidePanels }: { packPanels: Pack; packWidePanels: Pack },
): void {
  const { buffer } = memory;
  const panels = stride / PANEL;
  const stage = (matrix: Float32Array) =>
    new Float32Array(buffer, at.staging, matrix.length).set(matrix);

  const embedding = new Float32Array(buffer, at.embedding, 256 * stride);
  for (let i = 0; i < H; i++)
    for (let x = 0; x < 256; x++) embedding[x * stride + i] = Wx[i * 256 + x];
  new Float64Array(buffer, at.bias, stride).set(bh);
  new Float32Array(buffer, at.readoutBias, 256).set(by);

  stage(Wh);
  packPanels(at.staging, H, 1, H, H, stride, panels, at.step);
  packWidePanels(at.staging, 1, H, H, H, stride, stride / WIDE_PANEL, at.recurrent);
  stage(Wy);
  packPanels(at.staging, H, 1, 256, H, 256, panels, at.output);
  packPanels(at.staging, 1, H, H, 256, stride, 256 / PANEL, at.readout);
}
