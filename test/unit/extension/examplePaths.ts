// Neuron paths over three bytes of a net with few neurons, for the tests of the page and its words. Sums are exact.
import type { EditorPaths, PathByte } from "../../../server/protocol/wire/paths";

const byte = (k: number, name: string, neurons: PathByte["neurons"]): PathByte => {
  const position = 10 - k;
  const span = { utf16Start: position, utf16End: position + 1 };
  return { k, position, name, span, attribution: 0.25 - k, gradientNorm: 1 + k, neurons };
};

export const examplePaths: EditorPaths = {
  kind: "paths",
  uri: "file:///a.txt",
  version: 1,
  position: 10,
  target: 120,
  bytes: [
    byte(0, "space", [
      { neuron: 7, gradient: 1, activation: 0.5, edges: [], other: 0 },
      { neuron: 2, gradient: -0.5, activation: 0.25, edges: [], other: 0 },
    ]),
    byte(1, "'i'", [
      {
        neuron: 2,
        gradient: -2,
        activation: -0.5,
        edges: [
          { from: 7, value: -4 },
          { from: 2, value: 1 },
        ],
        other: 1,
      },
      { neuron: 3, gradient: 0.5, activation: 0, edges: [], other: 0.5 },
    ]),
    byte(2, "'k'", [
      { neuron: 7, gradient: 3, activation: 0.1, edges: [{ from: 2, value: 3 }], other: 0 },
    ]),
  ],
  drawn: 8,
  intoDrawn: 16,
  total: 32,
};
