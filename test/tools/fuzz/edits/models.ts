// The models that random edits switch between: the small nets of every format and cell, random nets, and the general model. Loads
// none.
import fs from "node:fs";
import path from "node:path";
import { writeModel } from "../../../../server/nets/formats";
import { expectedNets, netFile } from "../../nets";
import { netOfPlan } from "../../randomNets";

/** A file that holds rows for 100 characters and does not say which. */
export const UNSAID = netFile("printable.safetensors");

const general = path.resolve("media/general/general.safetensors");

/** @param folder where random nets are written */
export function models(folder: string): string[] {
  const known = Object.entries(expectedNets())
    .filter(([, { loads }]) => loads)
    .map(([name]) => netFile(name));
  return [...known, general, ...randomNets(folder)];
}

function randomNets(folder: string): string[] {
  const plans = [
    { cell: "tanh", layers: 1, H: 1, characters: null },
    { cell: "relu", layers: 2, H: 5, characters: null },
    { cell: "lstm", layers: 2, H: 24, characters: null },
    { cell: "gru", layers: 1, H: 33, characters: [..."aZ 9\t\n\r"] },
    { cell: "tanh", layers: 3, H: 9, characters: ["a", "\n", "9"] },
  ] as const;
  return plans.map((plan, seed) => {
    const file = path.join(folder, `random${seed}.safetensors`);
    const { characters } = plan;
    fs.writeFileSync(file, writeModel(netOfPlan({ ...plan, seed }), file, {}, characters));
    return file;
  });
}
