// What is there before something is killed: texts, models, and files that a server or the command line is about to replace. Kills
// nothing.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { writeModel } from "../../../../server/nets/formats";
import { netOfPlan } from "../../randomNets";

export const sentence = "Why this byte? Zwölf Bytes später, in the same place: \u{1f600}.\r\n";

export interface Stage {
  readonly folder: string;
  /** Two models of one shape with different weights, of about 300 KB. */
  readonly models: readonly [string, string];
  /** On disk, and as a string. */
  readonly textFile: string;
  readonly text: string;
  at(name: string): string;
  /** The temporary files that are there. */
  unfinished(): string[];
  end(): void;
}

export function stage(): Stage {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-kills-"));
  const at = (name: string) => path.join(folder, name);
  const [one, other] = [1, 2].map((seed) => {
    const file = at(`model${seed}.safetensors`);
    const plan = { cell: "lstm", layers: 2, H: 48, characters: null, seed } as const;
    fs.writeFileSync(file, writeModel(netOfPlan(plan), file));
    return file;
  });
  const textFile = at("text.txt");
  const text = sentence.repeat(40);
  fs.writeFileSync(textFile, text);
  return {
    folder,
    models: [one, other],
    textFile,
    text,
    at,
    unfinished: () => fs.readdirSync(folder).filter((name) => name.endsWith(".tmp")),
    end: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

/** Uniform in [0, 1), the same for the same seed. */
export type Random = () => number;
