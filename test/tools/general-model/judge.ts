// Bits per byte of a model on the held-out files of the corpus, by kind, next to count models trained on the same
// split. Every file is predicted from a zero state; the first byte of a file is not predicted.
import fs from "node:fs";
import path from "node:path";
import { selectKernels } from "../../../server/kernels/select";
import { readModel } from "../../../server/nets/formats";
import { Evaluation } from "../../../server/training/passes";
import { CountModel } from "./count-model";

const ORDERS = [2, 3];

export interface KindRow {
  readonly kind: string;
  readonly trainedBytes: number;
  readonly files: number;
  /** Number of predictions. */
  readonly n: number;
  readonly model: number;
  /** By order. */
  readonly counts: Readonly<Record<number, number>>;
}

/** @param corpus folder with train/KIND and held-out/KIND */
export function judge(corpus: string, modelFile: string): KindRow[] {
  const { weights } = readModel(fs.readFileSync(modelFile), modelFile);
  const kernels = selectKernels();
  const kinds = fs.readdirSync(path.join(corpus, "held-out")).sort();
  const peers = ORDERS.map((order) => new CountModel(order));
  for (const kind of kinds)
    for (const bytes of filesOf(path.join(corpus, "train", kind)))
      for (const peer of peers) peer.learn(bytes);
  const rows = kinds.map((kind) => {
    const files = filesOf(path.join(corpus, "held-out", kind));
    const n = files.reduce((sum, bytes) => sum + bytes.length - 1, 0);
    let nats = 0;
    for (const bytes of files) {
      const evaluation = new Evaluation(kernels, weights, bytes);
      while (!evaluation.finished) evaluation.advance();
      nats += evaluation.nats;
    }
    const counts = peers.map((peer) => [
      peer.order,
      files.reduce((sum, bytes) => sum + peer.bits(bytes), 0) / n,
    ]);
    const trained = filesOf(path.join(corpus, "train", kind));
    return {
      kind,
      trainedBytes: trained.reduce((sum, bytes) => sum + bytes.length, 0),
      files: files.length,
      n,
      model: nats / Math.LN2 / n,
      counts: Object.fromEntries(counts),
    };
  });
  return [...rows, together(rows)];
}

function together(rows: readonly KindRow[]): KindRow {
  const sum = (of: (row: KindRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const n = sum((row) => row.n);
  const mean = (of: (row: KindRow) => number) => sum((row) => of(row) * row.n) / n;
  return {
    kind: "all",
    trainedBytes: sum((row) => row.trainedBytes),
    files: sum((row) => row.files),
    n,
    model: mean((row) => row.model),
    counts: Object.fromEntries(ORDERS.map((order) => [order, mean((row) => row.counts[order])])),
  };
}

function filesOf(folder: string): Uint8Array[] {
  return fs
    .readdirSync(folder)
    .sort()
    .map((name) => fs.readFileSync(path.join(folder, name)));
}
