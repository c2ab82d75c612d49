// How far back the net looks: the loss of this target and the mean over the file when the net has seen only the last m
// bytes, from a zero state; beside them what counting single bytes costs, and at the right end what everything gives.
import { MEMORY_LENGTHS as LENGTHS } from "../../server/protocol/vocabulary/causes";
import type { Snapshot } from "../../server/protocol/wire/sidebar";
import { l10n, marked } from "../../server/protocol/words/l10n";
import { count, three } from "../../server/protocol/words/numbers";
import { keys, table } from "../page/dom";
import * as Plot from "../page/library";
import { DIM, draw, INK, labelled } from "../page/plot";
import type { ChartSource, Drawing, Sentence } from "./chart";
import { isOfByte } from "./words";

const FILE = "var(--vscode-charts-purple, var(--vscode-foreground))";
/** The last place on the axis. */
const ALL = "all";
const MISSING = "\u2013";
/** What counting single bytes costs stands as m = 0: no byte before is looked at. */
const NONE = "0";
/** A narrower chart has room for every other tick only. */
const WIDE = 280;

interface Point {
  /** A number of bytes, or all of them. */
  readonly m: string;
  readonly bits: number;
  /** Targets of a mean. */
  readonly count?: number;
}

export const memoryChart: ChartSource = {
  name: "memory",
  title: marked("Memory"),
  isHere: isOfByte,
  facts: ({ trace, causes, memory }) => [trace?.key, causes?.found, memory],
  draw: (snapshot) => drawing(snapshot),
};

function drawing({ causes, memory, subject }: Snapshot): Drawing | Sentence {
  const own = ownPoints(causes?.found ?? null);
  const file = memory?.kind === "ready" ? memory.value : null;
  const mean = file ? meanPoints(file) : [];
  const chance = file?.orderZeroBits ?? null;
  if (own.length === 0 && mean.length === 0) return { sentence: populationOf(memory) };
  return {
    note: l10n`bits with the last m bytes only, from a zero state; ${populationOf(memory)}`,
    picture: (width) => picture(own, mean, chance, width),
    legend: [
      keys("stroke", [
        own.length > 0 ? ["own", l10n`this target`] : null,
        mean.length > 0 ? ["mean", l10n`file, mean`] : null,
        chance !== null ? ["chance", l10n`counting single bytes: ${three(chance)}`] : null,
      ]),
    ],
    table: () =>
      table(
        l10n`Bits with the last m bytes only: ${subject?.headline ?? l10n`the target`}, and the mean over n targets of the file; m 0: single bytes counted`,
        [{ title: "m" }, { title: l10n`target` }, { title: l10n`file` }, { title: "n" }],
        [
          ...(file && chance !== null
            ? [[NONE, MISSING, three(chance), count(file.predictions + 1)]]
            : []),
          ...[...LENGTHS.map(String), ALL].map((m) => {
            const ofFile = mean.find((point) => point.m === m);
            const ofTarget = own.find((point) => point.m === m);
            return [
              named(m),
              ofTarget ? three(ofTarget.bits) : MISSING,
              ofFile ? three(ofFile.bits) : MISSING,
              ofFile?.count ? count(ofFile.count) : MISSING,
            ];
          }),
        ],
      ),
  };
}

type Found = NonNullable<Snapshot["causes"]>["found"];
type File = Extract<Snapshot["memory"], { readonly kind: "ready" }>["value"];

/** A number of bytes as it is shown. */
function named(m: string): string {
  return m === ALL ? l10n`all` : m;
}

function ownPoints(found: Found): Point[] {
  if (!found) return [];
  const seen = LENGTHS.filter((m) => found.memory[m] !== undefined);
  const points = seen.map((m) => ({ m: String(m), bits: found.memory[m] ?? 0 }));
  return [...points, { m: ALL, bits: found.bits }];
}

function meanPoints({ points, bitsPerByte, predictions }: File): Point[] {
  const seen = points.map(({ m, bitsPerByte: bits, count }) => ({ m: String(m), bits, count }));
  return bitsPerByte === null ? seen : [...seen, { m: ALL, bits: bitsPerByte, count: predictions }];
}

function populationOf(memory: Snapshot["memory"]): string {
  if (memory?.kind === "none") return memory.sentence;
  if (memory?.kind !== "ready") return l10n`the file's curve is on its way`;
  const counts = memory.value.points.map(({ count }) => count);
  if (counts.length === 0) return l10n`the file has too few predictions for a mean`;
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  return l10n`file: mean over ${low === high ? count(low) : l10n`${count(low)} to ${count(high)}`} targets`;
}

function picture(
  own: readonly Point[],
  mean: readonly Point[],
  chance: number | null,
  width: number,
): Element {
  const domain = [...LENGTHS.map(String), ALL];
  const ticks = domain.filter((m, i) => width >= WIDE || m === ALL || (i % 2 === 0 && m !== "256"));
  // A gap between the longest length and all is not drawn as a slope.
  const joined = (points: readonly Point[]) =>
    points.filter(({ m }) => m !== ALL || points.some((other) => other.m === "256"));
  const title = ({ m, bits }: Point) => l10n`m ${named(m)}: ${three(bits)} bits`;
  const at = { x: "m", y: "bits", title } as const;
  return draw(words(own, mean), {
    width,
    x: { type: "point", domain, label: null, padding: 0.3 },
    y: { label: null, grid: true, ticks: 4, zero: true, nice: true },
    marks: [
      Plot.axisX(ticks, { ...labelled(l10n`last m bytes`), tickFormat: named }),
      chance === null ? null : Plot.ruleY([chance], { stroke: DIM, strokeDasharray: "1 3" }),
      Plot.lineY(joined(mean), { x: "m", y: "bits", stroke: FILE, strokeDasharray: "6 3" }),
      Plot.dot(mean, { ...at, fill: FILE, symbol: "square", r: 3 }),
      Plot.lineY(joined(own), { x: "m", y: "bits", stroke: INK, strokeWidth: 1.75 }),
      Plot.dot(own, { ...at, fill: INK, r: 3 }),
    ],
  });
}

function words(own: readonly Point[], mean: readonly Point[]): string {
  const said = (points: readonly Point[]) =>
    points.map(({ m, bits }) => `${named(m)}: ${three(bits)}`).join(", ");
  const parts = [
    own.length > 0 ? l10n`this target ${said(own)}` : "",
    mean.length > 0 ? l10n`file ${said(mean)}` : "",
  ];
  return l10n`Bits by the number of last bytes seen: ${parts.filter(Boolean).join("; ")}`;
}
