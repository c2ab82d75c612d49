// The words for neuron paths: the edges of a neuron as the sum that it is, and how much of all edges is drawn.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  columnWords,
  drawnSentence,
  neuronWords,
  sumSentence,
} from "../../../../../server/protocol/words/paths";
import { examplePaths } from "../../../extension/examplePaths";

const [first, second] = examplePaths.bytes;

test("a neuron is the sum of its edges from the byte after, 'other' included", () => {
  assert.equal(neuronWords(1, second!.neurons[0]!), "h2 at k 1: −2.00 nats");
  assert.equal(
    sumSentence(1, second!.neurons[0]!, "'x'"),
    "h2 at k 1: −2.00 nats = h7 −4.00, h2 +1.00, other +1.00; from k 0.",
  );
  assert.equal(
    sumSentence(0, first!.neurons[1]!, "'x'"),
    "h2 at k 0: −0.500 nats, given by the prediction of 'x'.",
  );
});

test("a byte has its lag, its place, its attribution and the norm", () => {
  assert.equal(
    columnWords(second!),
    "k 1, 'i' at byte 9: attribution −0.750 nats, gradient norm 2.00 nats",
  );
});

test("the share that is drawn is of all edges, and of those into the neurons drawn", () => {
  assert.equal(
    drawnSentence(examplePaths),
    "Drawn: 3 edges, 25.0\u00a0% of the total |contribution| (the sum of the sizes of all edges between these 3 bytes), 50.0\u00a0% of that into the neurons drawn.",
  );
  const alone = { ...examplePaths, bytes: [first!], drawn: 0, intoDrawn: 0, total: 0 };
  assert.match(drawnSentence(alone), /^The text begins here/);
  const cut = { ...examplePaths, drawn: 0, intoDrawn: 0, total: 0 };
  assert.match(drawnSentence(cut), /^No gradient goes from one of these 3 bytes to another\.$/);
});
