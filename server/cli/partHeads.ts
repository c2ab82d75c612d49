// What a part of a report says that it is of, and whether files are all parts of one report: of the same text, net, depth and backend,
// made by the same version, each part once. Not here: the rest of the files (partFile.ts).
import { version } from "../../package.json";
import type { Files } from "../files";
import type { BackendName, Weights } from "../kernels/interface";
import { backendNames } from "../kernels/select";
import { mapTensors } from "../kernels/shape";
import { InputError } from "../nets/inputError";
import { REPORT } from "../protocol/vocabulary/report";
import { shortened, shortPath } from "../protocol/words/shortened";
import { type PartOf, segmentsOf } from "../statistics/reportPlan";
import { readPartHead } from "./partFile";

export interface PartHead extends PartOf {
  readonly version: string;
  readonly text: { readonly bytes: number; readonly sha256: string };
  /** Of the file, and of the weights and the alphabet as they were understood. */
  readonly model: { readonly sha256: string; readonly net: string };
  readonly depth: number;
  readonly backend: BackendName;
}

/** What all parts of a report have in common. */
export type ReportHead = Omit<PartHead, "part" | "parts">;

export function reportHead(
  files: Files,
  text: { readonly bytes: Uint8Array; readonly sha256: string },
  model: { readonly sha256: string; readonly weights: Weights },
  depth: number,
  backend: BackendName,
): ReportHead {
  return {
    version,
    text: { bytes: text.bytes.length, sha256: text.sha256 },
    model: { sha256: model.sha256, net: netHash(files, model.weights) },
    depth,
    backend,
  };
}

function netHash(files: Files, weights: Weights): string {
  const { cell = "", H, alphabet, upper = [] } = weights;
  const hash = files.startSha256();
  hash.update(new TextEncoder().encode(JSON.stringify({ cell, H, upper: upper.length })));
  if (alphabet) hash.update(alphabet);
  mapTensors(weights, (tensor) => {
    hash.update(new Uint8Array(tensor.buffer, tensor.byteOffset, tensor.byteLength));
    return tensor;
  });
  return hash.digest();
}

export interface PartInput {
  readonly path: string;
  readonly head: PartHead;
}

/** The heads of the files, in the order in which they are given. @throws InputError, FileError */
export async function readHeads(
  files: Files,
  paths: readonly string[],
): Promise<readonly PartInput[]> {
  const found: PartInput[] = [];
  for (const path of paths) {
    const head = await readPartHead(files, path);
    if (head.version !== version)
      throw refused(
        path,
        `made by version ${shortened(String(head.version))}`,
        `version ${version}`,
      );
    if (!isHead(head)) throw refused(path, "its head is damaged", "the file of a part");
    found.push({ path, head });
  }
  return found;
}

/**
 * The files in the order of their parts.
 * @param own of the text and model that are given
 * @throws InputError if one is of another report, or a part is missing or there twice
 */
export function orderedParts(found: readonly PartInput[], own: ReportHead): readonly PartInput[] {
  const [first] = found;
  const byPart = new Map<number, PartInput>();
  for (const one of found) {
    const { path, head } = one;
    checkSame(path, head, own);
    const { part, parts } = head;
    if (parts !== first.head.parts)
      throw refused(
        path,
        `part ${part} of ${parts}`,
        `one of ${first.head.parts} parts, as ${shortPath(first.path)} is`,
      );
    const other = byPart.get(part);
    if (other)
      throw refused(
        path,
        `part ${part} of ${parts}, as ${shortPath(other.path)} is`,
        "each part once",
      );
    byPart.set(part, one);
  }
  const { parts } = first.head;
  const all = Array.from({ length: parts }, (_, i) => i + 1);
  const missing = all.filter((part) => !byPart.has(part));
  if (missing.length > 0)
    throw new InputError(
      `--merge: part ${missing[0]} of ${parts} is missing${missing.length > 1 ? `, and ${missing.length - 1} more` : ""}; expected all parts`,
    );
  return all.map((part) => byPart.get(part) as PartInput);
}

function checkSame(path: string, head: PartHead, own: ReportHead): void {
  if (head.text.sha256 !== own.text.sha256)
    throw refused(
      path,
      `of another text, of ${head.text.bytes} bytes with sha256 ${head.text.sha256.slice(0, 12)}`,
      `TEXT, ${own.text.bytes} bytes with sha256 ${own.text.sha256.slice(0, 12)}`,
    );
  if (head.model.sha256 !== own.model.sha256)
    throw refused(
      path,
      `of another model, with sha256 ${head.model.sha256.slice(0, 12)}`,
      `--model, with sha256 ${own.model.sha256.slice(0, 12)}`,
    );
  if (head.model.net !== own.model.net)
    throw refused(
      path,
      "the same model read as another net",
      "the same --prefix, --alphabet and --nonlinearity",
    );
  if (head.depth !== own.depth)
    throw refused(path, `made with --depth ${head.depth}`, `--depth ${own.depth}`);
  if (head.backend !== own.backend)
    throw refused(path, `made with --backend ${head.backend}`, `--backend ${own.backend}`);
}

function refused(path: string, what: string, expected: string): InputError {
  return new InputError(`${shortPath(path)}: ${what}; expected ${expected}`);
}

function isHead(value: object): value is PartHead {
  const { part = 0, parts = 0, text, model, depth, backend } = value as Partial<PartHead>;
  const isWhole = (n: unknown, least: number, most: number) =>
    Number.isSafeInteger(n) && (n as number) >= least && (n as number) <= most;
  return (
    isWhole(text?.bytes, 2, Number.MAX_SAFE_INTEGER) &&
    isWhole(parts, 1, segmentsOf(text?.bytes ?? 0)) &&
    isWhole(part, 1, parts) &&
    typeof text?.sha256 === "string" &&
    typeof model?.sha256 === "string" &&
    typeof model.net === "string" &&
    isWhole(depth, REPORT.depth.low, REPORT.depth.high) &&
    backendNames.some((name) => name === backend)
  );
}
