// Compares the price of tracing sparsely that the sidebar prints with one computed here from the formulas of the
// method, in plain loops, from the weight file alone.
import assert from "node:assert/strict";
import fs from "node:fs";
import { before } from "node:test";
import { sharedFile } from "../tools/sharedData";
import type { OpenEditor } from "./page";
import { targetAt } from "./painted";
import { canRun, MODEL, paperTest, TEXT } from "./paperFiles";
import { paperSidebar } from "./paperWindow";
import type { Sidebar } from "./sidebar";

const H = 128;
const DEPTH = 50;
let editor: OpenEditor;
let sidebar: Sidebar;

before(async () => {
  if (canRun) ({ editor, sidebar } = await paperSidebar());
});

for (const percent of [95, 68]) {
  paperTest(`the error printed at ${percent} % kept matches one computed here`, async () => {
    const text = editor.editor(TEXT);
    await text.placeCaret(2, 1);
    await text.placeCaret(1, 59); // explains byte 58 from t = 57, the paper's peak of surprise
    await targetAt(text, 1, 59);
    await sidebar.headline(/at byte 58/);
    await sidebar.control("Sparsity threshold").check();
    await sidebar.control("Scope").selectOption("tracing");
    const slider = sidebar.control("Keep");
    await slider.fill(String(percent));
    const expected = price(57, percent / 100);
    const printed = await sidebar.thresholdSays(new RegExp(`Approximate: ${start(expected.kept)}`));
    const [, kept, off, cosine, top] =
      /Approximate: ([\d.]+) neurons a step, off by ([\d.]+)\s%, cosine ([\u2212\d.]+), (same|another) top lag/.exec(
        printed,
      ) ?? [];
    near(Number(kept), expected.kept);
    near(Number(off) / 100, expected.relativeL1);
    near(Number(cosine?.replace("\u2212", "-")), expected.cosine);
    assert.equal(top === "same", expected.topAgrees);
    await sidebar.control("Scope").selectOption("display");
    await sidebar.control("Sparsity threshold").uncheck();
  });
}

/** Three digits are printed, computed from a float32 trace. */
function near(printed: number, computed: number): void {
  assert.ok(Math.abs(printed - computed) <= 0.01 * Math.abs(computed), `${printed}, ${computed}`);
}

/** The digits before the point, which are enough to tell one threshold's note from another's. */
function start(value: number): string {
  return `${Math.floor(value)}\\.`;
}

function price(t: number, theta: number) {
  const bytes = fs.readFileSync(sharedFile(TEXT));
  const model = new Float32Array(new Uint8Array(fs.readFileSync(sharedFile(MODEL))).buffer);
  const sizes = [H * 256, H * H, H, 256 * H, 256];
  const at = (n: number) => sizes.slice(0, n).reduce((sum, size) => sum + size, 0);
  const [Wx, Wh, bh, Wy, by] = sizes.map((_, n) => model.subarray(at(n), at(n + 1)));
  if (!Wx || !Wh || !bh || !Wy || !by) throw new Error("the model has another size");
  const range = Array.from({ length: H }, (_, i) => i);
  const sum = (of: (i: number) => number) => range.reduce((all, i) => all + of(i), 0);

  const states: number[][] = [];
  for (let s = 0; s <= t; s++) {
    const before = states[s - 1];
    states.push(
      range.map((i) =>
        Math.tanh(
          Wx[i * 256 + bytes[s]!]! +
            bh[i]! +
            (before ? sum((j) => Wh[i * H + j]! * before[j]!) : 0),
        ),
      ),
    );
  }
  const h = states[t]!;
  const logits = Array.from({ length: 256 }, (_, y) => by[y]! + sum((j) => Wy[y * H + j]! * h[j]!));
  const total = logits.reduce((all, z) => all + Math.exp(z), 0);
  const target = bytes[t + 1]!;
  const first = range.map((i) =>
    logits.reduce(
      (g, z, y) => g + ((y === target ? 1 : 0) - Math.exp(z) / total) * Wy[y * H + i]!,
      0,
    ),
  );

  let kept = 0;
  const trace = (keep: (v: readonly number[]) => readonly number[]) => {
    let g = first;
    return Array.from({ length: DEPTH + 1 }, (_, k) => {
      const state = states[t - k]!;
      const attribution = sum((i) => Wx[i * 256 + bytes[t - k]!]! * g[i]!);
      const v = keep(range.map((i) => (1 - state[i]! ** 2) * g[i]!));
      g = range.map((j) => sum((i) => Wh[i * H + j]! * v[i]!));
      return attribution;
    });
  };
  const dense = trace((v) => v);
  let steps = 0;
  const sparse = trace((v) => {
    const all = v.reduce((s, x) => s + x * x, 0);
    let held = 0;
    const chosen = new Set<number>();
    for (const i of [...range].sort((a, b) => v[b]! ** 2 - v[a]! ** 2)) {
      if (held >= theta * all) break;
      held += v[i]! ** 2;
      chosen.add(i);
    }
    if (steps++ < DEPTH) kept += chosen.size / DEPTH;
    return v.map((x, i) => (chosen.has(i) ? x : 0));
  });
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((s, x, k) => s + x * b[k]!, 0);
  const top = (a: readonly number[]) =>
    a.reduce((best, x, k) => (Math.abs(x) > Math.abs(a[best]!) ? k : best), 0);
  return {
    kept,
    relativeL1:
      dense.reduce((s, x, k) => s + Math.abs(sparse[k]! - x), 0) /
      dense.reduce((s, x) => s + Math.abs(x), 0),
    cosine: dot(dense, sparse) / Math.sqrt(dot(dense, dense) * dot(sparse, sparse)),
    topAgrees: top(dense) === top(sparse),
  };
}
