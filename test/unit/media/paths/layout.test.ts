// The drawing of the neuron paths: columns of bytes from right to left, boxes that never overlap, a curve for every edge, as
// wide as it is large; arrow keys along the strongest; the tree holds the same as the graph.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { itemsOf } from "../../../../media/paths/items";
import { columnsOf, larger, nextBox, smaller, zoomedBy } from "../../../../media/paths/keys";
import { type Box, layoutOf, THICKEST } from "../../../../media/paths/layout";
import type { EditorPaths } from "../../../../server/protocol/wire/paths";
import { examplePaths } from "../../extension/examplePaths";

const value = fc.double({ min: -1, max: 1, noNaN: true }).filter((number) => number !== 0);
const example: fc.Arbitrary<EditorPaths> = fc
  .array(fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 16 }), {
    minLength: 1,
    maxLength: 12,
  })
  .chain((columns) =>
    fc.record({
      columns: fc.constant(columns),
      values: fc.array(value, { minLength: 60, maxLength: 60 }),
    }),
  )
  .map(({ columns, values }) => {
    let at = 0;
    const next = () => values[at++ % values.length]!;
    const bytes = columns.map((neurons, k) => ({
      ...examplePaths.bytes[0]!,
      k,
      neurons: neurons.map((neuron) => {
        const edges =
          k === 0
            ? []
            : columns[k - 1]!.filter(() => next() > 0).map((from) => ({ from, value: next() }));
        const other = k === 0 ? 0 : next();
        const gradient = edges.reduce((sum, edge) => sum + edge.value, other) || next();
        return { neuron, gradient, activation: 0, edges, other };
      }),
    }));
    return { ...examplePaths, bytes };
  });

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test("no box overlaps another or leaves the picture, whatever the room", () => {
  fc.assert(
    fc.property(example, fc.integer({ min: 200, max: 3000 }), (paths, room) => {
      const layout = layoutOf(paths, room);
      const boxes = [...layout.heads, ...layout.neurons, ...layout.others, layout.prediction];
      for (const [i, box] of boxes.entries()) {
        assert.ok(box.x >= 0 && box.x + box.width <= layout.width, `${box.id} across`);
        assert.ok(box.y >= 0 && box.y + box.height <= layout.height, `${box.id} down`);
        for (const other of boxes.slice(i + 1))
          assert.ok(!overlap(box, other), `${box.id} and ${other.id}`);
      }
    }),
  );
});

test("the past lies to the left, and every edge has one curve, as wide as it is large", () => {
  fc.assert(
    fc.property(example, (paths) => {
      const { curves, neurons, others, prediction, heads } = layoutOf(paths, 800);
      for (const [k, head] of heads.entries())
        assert.ok(head.x < (heads[k - 1]?.x ?? prediction.x));
      const all = paths.bytes.flatMap(({ k, neurons }) =>
        neurons.flatMap((neuron) =>
          k === 0 ? [neuron.gradient] : [...neuron.edges.map((edge) => edge.value), neuron.other],
        ),
      );
      const drawn = curves.map((curve) => curve.value);
      assert.deepEqual(
        drawn,
        all.filter((size) => size !== 0),
      );
      const most = Math.max(...drawn.map(Math.abs));
      const places = new Map([...neurons, ...others, prediction].map((box) => [box.id, box]));
      for (const { from, to, value, thickness } of curves) {
        assert.ok(places.get(from)!.x > places.get(to)!.x + places.get(to)!.width);
        const wide = (THICKEST * Math.abs(value)) / most;
        assert.ok(Math.abs(thickness - Math.max(0.8, wide)) < 0.01, `${thickness} for ${wide}`);
      }
    }),
  );
});

test("arrow keys follow the strongest edge, and otherwise the row", () => {
  const layout = layoutOf(examplePaths, 800);
  const walk = (
    from: string,
    ...arrows: ("ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown")[]
  ) => arrows.reduce<string | undefined>((id, arrow) => id && nextBox(layout, id, arrow), from);
  assert.equal(walk("prediction", "ArrowLeft"), "0 h7");
  assert.equal(walk("0 h7", "ArrowLeft"), "1 h2");
  assert.equal(walk("1 h2", "ArrowRight"), "0 h7", "the larger of two edges");
  assert.equal(walk("1 h3", "ArrowLeft"), "2 h7", "no edge: the same row, or the last");
  assert.equal(walk("1 h2", "ArrowUp"), "byte 1");
  assert.equal(walk("byte 1", "ArrowLeft"), "byte 2");
  assert.equal(walk("1 h2", "ArrowDown"), "1 h3");
  for (const [id, arrow] of [
    ["byte 1", "ArrowUp"],
    ["1 h3", "ArrowDown"],
    ["2 h7", "ArrowLeft"],
    ["prediction", "ArrowRight"],
  ] as const)
    assert.equal(walk(id, arrow), undefined, `${id} ${arrow}`);
});

test("from every box, some keys lead to the prediction", () => {
  fc.assert(
    fc.property(example, (paths) => {
      const layout = layoutOf(paths, 800);
      for (const start of columnsOf(layout).flat()) {
        let id: string | undefined = start;
        for (let step = 0; step < 20 && id !== "prediction"; step++)
          id = id && nextBox(layout, id, "ArrowRight");
        assert.equal(id, "prediction", start);
      }
    }),
  );
});

test("the tree names every byte, neuron and edge of the graph, in its order", () => {
  const graph = { key: "", sentence: "", note: "", target: "'x'", probability: "0.9" };
  const items = itemsOf({ ...graph, paths: examplePaths });
  assert.deepEqual(
    items.slice(0, 8).map(({ level, words }) => `${level} ${words}`),
    [
      "1 k 0, space at byte 10: attribution +0.250 nats, gradient norm 1.00 nats",
      "2 h7 at k 0: +1.00 nats",
      "3 from the prediction of 'x': +1.00 nats",
      "2 h2 at k 0: −0.500 nats",
      "3 from the prediction of 'x': −0.500 nats",
      "1 k 1, 'i' at byte 9: attribution −0.750 nats, gradient norm 2.00 nats",
      "2 h2 at k 1: −2.00 nats",
      "3 from h7 at k 0: −4.00 nats",
    ],
  );
  assert.equal(new Set(items.map(({ key }) => key)).size, items.length);
});

test("zoom goes in steps, there and back, and ends", () => {
  assert.equal(smaller(larger(1)), 1);
  assert.deepEqual([larger(4), smaller(0.25)], [4, 0.25]);
  assert.deepEqual([zoomedBy("+", 1), zoomedBy("-", 1), zoomedBy("0", 3)], [1.2, 0.85, 1]);
  assert.equal(zoomedBy("a", 1), undefined);
});
