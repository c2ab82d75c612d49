// Large nets, whose recurrence keeps its weights in float32: every state has the bits that float64 weights give, in the
// product itself for every tail, and in whole nets, where runs keep float64.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../server/attribution/backward";
import { createMemory, instantiate } from "../../server/kernels/binary";
import * as inference from "../../server/kernels/generated/inference";
import * as layered from "../../server/kernels/generated/layered";
import { layeredLayoutOf } from "../../server/kernels/layeredLayout";
import { layoutOf, recurrentBytes, strideOf } from "../../server/kernels/layout";
import { REPLACED } from "../../server/kernels/runs";
import { bindRuns } from "../../server/kernels/select";
import { isPapers, shapeOf } from "../../server/kernels/shape";
import { VARIANTS } from "../tools/nativeKernels";
import { fastBackends, hiddenSizes, randomNet, randomNumbers, randomText } from "./kernelsModels";

type Operation = (...args: number[]) => void;
type Steps = Readonly<
  Record<"recur" | "recurVector" | "packWidePanels" | "packWidePanels32", Operation>
>;
type Products = Readonly<
  Record<"addWideProduct" | "addWideProduct32" | "packWidePanels" | "packWidePanels32", Operation>
>;

/** One region after another, 64 bytes apart at least. */
function places() {
  let end = 64;
  return (bytes: number) => {
    const at = end;
    end += (Math.ceil(bytes / 64) + 1) * 64;
    return at;
  };
}

for (const variant of VARIANTS) {
  test(`${variant}: the recurrence has the same bits with float32 and with float64 weights, at every tail`, () => {
    const memory = createMemory(16);
    const wasm = instantiate<Steps>(inference, variant, memory);
    const { buffer } = memory;
    for (const H of hiddenSizes) {
      const stride = strideOf(H);
      const place = places();
      const [x, embedding, bias] = [place(2), place(256 * stride * 4), place(stride * 8)];
      const [wide, narrow] = [place(stride * stride * 8), place(stride * stride * 4)];
      const [staging, v] = [place(H * H * 4), place(stride * 8)];
      const [state, next, h, gates] = [8, 8, 8, 8].map((bytes) => place(stride * bytes));
      const number = randomNumbers(H);
      const fill = (numbers: Float32Array | Float64Array) => {
        for (let i = 0; i < numbers.length; i++) numbers[i] = number();
      };
      fill(new Float32Array(buffer, staging, H * H));
      fill(new Float32Array(buffer, embedding, 256 * stride));
      fill(new Float64Array(buffer, bias, stride));
      fill(new Float64Array(buffer, v, stride));
      new Uint8Array(buffer, x, 2).set([3, 255]);
      const panels = stride / 16;
      wasm.packWidePanels(staging, 1, H, H, H, stride, panels, wide);
      wasm.packWidePanels32(staging, 1, H, H, H, stride, panels, narrow);
      const [first, second] = [wide, narrow].map((Wh, i) => {
        const bytes = i === 0 ? 8 : 4;
        new Float64Array(buffer, state, stride).fill(0);
        wasm.recur(x, 2, embedding, bias, Wh, state, next, h, gates, stride, bytes);
        wasm.recurVector(v, bias, Wh, state, next, h, gates, stride, bytes);
        return [
          new Float64Array(buffer, state, stride).slice(),
          new Float32Array(buffer, gates, stride).slice(),
        ];
      });
      assert.ok(first[0].some((value) => Math.abs(value) > 0.1));
      assert.deepEqual(second, first, `H = ${H}`);
    }
  });

  test(`${variant}: a product with float32 weights adds the bits of one with float64 weights`, () => {
    const memory = createMemory(16);
    const wasm = instantiate<Products>(layered, variant, memory);
    const { buffer } = memory;
    for (const K of hiddenSizes)
      for (const N of [1, 15, 16, 17, 64, 100]) {
        const [stride, panels] = [strideOf(K), Math.ceil(N / 16)];
        const place = places();
        const wide = place(stride * panels * 16 * 8);
        const narrow = place(stride * panels * 16 * 4);
        const [B, A, C] = [place(K * N * 4), place(stride * 8), place((panels * 16 + 1) * 8)];
        const number = randomNumbers(K * 1000 + N);
        for (let i = 0; i < K * N; i++) new Float32Array(buffer, B, K * N)[i] = number();
        new Float64Array(buffer, A, stride).set(Array.from({ length: K }, number));
        wasm.packWidePanels(B, N, 1, K, N, stride, panels, wide);
        wasm.packWidePanels32(B, N, 1, K, N, stride, panels, narrow);
        const sum = new Float64Array(buffer, C, panels * 16 + 1);
        const begun = Float64Array.from(sum, number);
        sum.set(begun);
        wasm.addWideProduct(A, stride * 8, wide, stride, panels, C, panels * 128, 1);
        const want = sum.slice();
        sum.set(begun);
        wasm.addWideProduct32(A, narrow, stride, panels, C);
        assert.deepEqual(sum, want, `K = ${K}, N = ${N}`);
        assert.equal(sum.at(-1), begun.at(-1), "beyond the last panel");
      }
  });
}

const large = [
  { cell: "tanh", layers: 1, H: 512 },
  { cell: "tanh", layers: 1, H: 531 },
  { cell: "relu", layers: 1, H: 513 },
  { cell: "lstm", layers: 1, H: 257 },
  { cell: "gru", layers: 2, H: 175 },
] as const;

for (const backend of fastBackends)
  test(`${backend.backend}: the states of large nets have the bits of runs`, () => {
    for (const net of large) {
      const weights = randomNet({ ...net, seed: net.H, gain: 0.8 });
      const shape = shapeOf(weights);
      assert.equal(recurrentBytes(shape), 4);
      const single = backend.bind(weights, { rows: 1, window: 8 });
      const runs = finished(bindRuns(backend, weights, { rows: 2, steps: 8 }));
      const text = randomText(8, net.H);
      const v = Float64Array.from({ length: shape.inputSize }, randomNumbers(net.H));
      const state = new Float64Array(shape.stateSize);
      single.recur(text, 0, 6, state, 0);
      single.recurVector(v, state, 6);
      single.recur(text, 7, 1, state, 7);
      runs.replacement.set(v);
      runs.states.fill(0);
      const inputs = Uint16Array.from(text, (byte, s) => (s === 6 ? REPLACED : byte));
      runs.recur(inputs, 0, 8, 0, 2);
      for (const row of [0, 1]) {
        const moved = runs.states.subarray(row * runs.stride, row * runs.stride + shape.stateSize);
        assert.deepEqual(moved, state, `${net.cell}, H = ${net.H}, row ${row}`);
      }
    }
  });

test("from 2 MB of weights on, the recurrence holds half as many bytes", () => {
  const regions = (H: number, cell?: "lstm") => {
    const shape = shapeOf({ H, ...(cell && { cell }) });
    const { at } = isPapers(shape)
      ? layoutOf(shape, { rows: 1, window: 1 })
      : layeredLayoutOf(shape, { rows: 1, window: 1 });
    const after = Math.min(...Object.values(at).filter((address) => address > at.recurrent));
    return (after - at.recurrent) / strideOf(H) ** 2;
  };
  assert.deepEqual([regions(496), regions(512), regions(2048)], [8, 4, 4]);
  assert.deepEqual([regions(240, "lstm"), regions(256, "lstm")], [32, 16]);
});
