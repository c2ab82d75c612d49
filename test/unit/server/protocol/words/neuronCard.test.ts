// The words of a neuron's card: each number has its n and its chance level, what there is not is said in a sentence, bytes and
// neurons are links, and the plain page says the same as the sheet.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../../../../server/attribution/backward";
import { referenceKernels } from "../../../../../server/kernels/reference";
import { cellText, type Sheet } from "../../../../../server/protocol/wire/sheet";
import { neuronCardSheet } from "../../../../../server/protocol/words/neuronCard";
import { PLAIN } from "../../../../../server/protocol/words/plainPage";
import { sheetText } from "../../../../../server/protocol/words/sheetText";
import { contextWords } from "../../../../../server/protocol/words/writtenText";
import { neuronCard } from "../../../../../server/statistics/neuronCard/card";
import { netOfPlan } from "../../../../tools/randomNets";

const TEXT = "abc dab cabd zb a cd ab dcab bda cad".repeat(6);
const encode = (text: string) => new TextEncoder().encode(text);
const SUBJECT = { text: "a text", model: "a model" };

function sheetOf(
  plan: Parameters<typeof netOfPlan>[0],
  { text = TEXT, neuron = 1, layer = plan.layers } = {},
): Sheet {
  const weights = netOfPlan(plan);
  const work = neuronCard(referenceKernels, weights, encode(text), { neuron, layer });
  return neuronCardSheet(finished(work), SUBJECT);
}

const ELMAN = { cell: "tanh", layers: 1, H: 7, characters: null, seed: 1 } as const;
const LSTM = {
  cell: "lstm",
  layers: 2,
  H: 5,
  characters: ["a", "b", "c", "d", " "],
  seed: 4,
} as const;
const section = ({ sections }: Sheet, heading: string) =>
  sections.find((one) => one.heading === heading);

test("every table says its population with n, and every chance level is said", () => {
  for (const sheet of [sheetOf(ELMAN), sheetOf(LSTM), sheetOf(LSTM, { layer: 1 })])
    for (const { heading, sentences, table } of sheet.sections) {
      if (!table) continue;
      assert.ok(
        /n = \d|n$/.test(table.population) || /predictions?$/.test(table.population),
        heading,
      );
      for (const row of table.rows) assert.equal(row.length, table.titles.length, heading);
      const isCounted = /activation$|^Where/.test(heading);
      const said = [...sentences, ...table.titles].join(" ");
      assert.equal(isCounted || /[Bb]y chance|others' mean/.test(said), true, heading);
    }
});

test("places are links to bytes, and neurons of whatever layer are links to their cards", () => {
  const sheet = sheetOf(LSTM);
  const [place] = section(sheet, "Where it is most positive")?.table?.rows[0] ?? [];
  assert.ok(typeof place === "object" && "byte" in place && cellText(place) === String(place.byte));
  const [below] = section(sheet, "The neurons it reads into the forget gate")?.table?.rows[0] ?? [];
  assert.ok(typeof below === "object" && "neuron" in below && below.layer === 1);
  assert.match(cellText(below), /^h1\.\d$/);
  const [beside] = section(sheet, "The neurons that move with it")?.table?.rows[0] ?? [];
  assert.ok(typeof beside === "object" && "neuron" in beside && beside.layer === 2);
});

test("what a layer does not have is said in a sentence", () => {
  const low = sheetOf(LSTM, { layer: 1 });
  assert.deepEqual(section(low, "The bytes it writes")?.sentences, [
    "It writes no bytes: layer 1 is not read out, layer 2 takes its activation.",
  ]);
  assert.match(section(low, "What zeroing it costs")?.sentences[0] ?? "", /cannot be zeroed/);
  assert.match(
    section(sheetOf(LSTM), "The neurons it reads into the input gate")?.sentences[0] ?? "",
    /^It is above layer 1 and reads no bytes/,
  );
  assert.equal(sheetOf(LSTM).title, "h2.1 in a text");
});

test("short and constant texts have sentences in place of numbers, never a number that is none", () => {
  const plain = (text: string) => sheetText(sheetOf(ELMAN, { text }), PLAIN, () => true);
  assert.match(plain("ab"), /2 bytes are too few for correlations; they need 64\./);
  assert.match(plain("ab"), /2 bytes are too few for lifts; they need 20\./);
  for (const text of ["ab", "zz", "a".repeat(500), TEXT])
    assert.doesNotMatch(plain(text), /NaN|Infinity|not a number|infinite|undefined/);
  const still = sheetOf({ ...ELMAN, cell: "relu", seed: 8, H: 9 }, { neuron: 0 });
  assert.ok(still.sections.length > 0);
});

test("the plain page holds every sentence, title and cell of the sheet", () => {
  const sheet = sheetOf(LSTM);
  const page = sheetText(sheet, PLAIN, () => true).replaceAll(/\s+/g, " ");
  const said = (words: string) =>
    assert.ok(page.includes(words.replaceAll(/\s+/g, " ").trim()), words);
  for (const { heading, sentences, table } of sheet.sections) {
    for (const words of [heading, ...sentences]) said(words);
    for (const row of table?.rows ?? []) for (const cell of row) said(cellText(cell));
    if (table) said(table.population);
  }
});

test("a context shows every space that would not be seen", () => {
  assert.equal(contextWords(encode(" a  b\n c ")), "<space>a<space \u00d72>b<LF> c<space>");
  assert.equal(contextWords(Uint8Array.of(0xe2, 0x82)), "<0xE2><0x82>");
});
