// A sheet with every kind of chart and cell, and words that would be markup or cannot be seen.
import type { Sheet } from "../../server/protocol/wire/sheet";

const x = { label: "lag k" };
const y = { label: "nats" };

export const exampleSheet: Sheet = {
  title: "Sheet of <b>a & b</b>.txt",
  subject: [
    ["text", `"'><img src=x onerror=ran=1>\u202e`],
    ["first byte", { text: "byte 3", byte: 3 }],
  ],
  sections: [
    {
      heading: "Histogram",
      sentences: ["A sentence with 72.0\u00a0% in it.", "</script><script>ran=1</script>"],
      chart: {
        kind: "histogram",
        label: "How often ||g|| is how large <b>",
        x: { label: "||g||, nats", isLog: true },
        y: { label: "predictions" },
        bins: [
          { from: 0.001, to: 0.01, count: 7 },
          { from: 0.01, to: 0.1, count: 20 },
          { from: 0.1, to: 1, count: 1 },
        ],
      },
      table: {
        titles: ["from", "n"],
        rows: [
          ["0.001", "7"],
          ["0.01", "20"],
          ["0.1", "1"],
        ],
        population: "all predictions, n = 28",
      },
    },
    {
      heading: "Bars",
      sentences: [],
      chart: {
        kind: "bars",
        label: "Attribution by lag",
        x,
        y,
        bars: Array.from({ length: 60 }, (_, k) => ({ name: `${k}`, value: Math.sin(k / 3) })),
      },
    },
    {
      heading: "Lines",
      sentences: [],
      chart: {
        kind: "lines",
        label: "Bits per byte by the bytes known",
        x: { label: "m", isLog: true },
        y: { label: "bits per byte" },
        lines: ["the net", "counting", "chance"].map((name, i) => ({
          name,
          points: [1, 2, 4, 8, 16].map((m) => ({ x: m, y: 6 / (m + i) + i })),
        })),
      },
      table: {
        titles: ["place", "what", "neuron"],
        rows: [
          [{ text: "byte 57", byte: 57 }, "a < b", { text: "h3", neuron: 3 }],
          [{ text: "byte 0", byte: 0 }, "\u200b", { text: "h2.1", neuron: 1, layer: 2 }],
        ],
        words: [0, 1],
        population: "two of them",
      },
    },
    {
      heading: "Bands",
      sentences: [],
      chart: {
        kind: "bands",
        label: "Norms by lag, median and middle 80 %",
        x,
        y: { label: "ratio to k = 0", isLog: true },
        bands: Array.from({ length: 9 }, (_, k) => ({
          x: k,
          low: 0.5 - 0.04 * k,
          median: 1 + 0.06 * k,
          high: 2 + 0.5 * k,
          mean: 1 + 0.17 * k,
        })),
      },
    },
  ],
  provenance: [["version", "0.1.0"]],
};
