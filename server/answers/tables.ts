// The tables of each kind of answer, for comma-separated values: the numbers of the JSON, bytes as numbers, names from closed
// sets. Rows may be many, so they are made while they are written.
import { type Analysis, rowsOf } from "../patterns/analysis";
import type { TableName } from "../protocol/vocabulary/exports";
import type { ByteWeightJson, NeuronCardJson } from "../protocol/wire/neuronCardJson";
import type { MemoryPoint, Report } from "../protocol/wire/reportJson";
import type { OffsetJson, TraceJson } from "../protocol/wire/traceJson";
import type { CausesAnswer } from "./causesAnswer";

export type Cell = string | number | boolean | null | undefined;

export interface Table {
  readonly titles: readonly string[];
  /** Null and undefined are empty: there is no such number. */
  readonly rows: Iterable<readonly Cell[]>;
}

/** By its name; a table that this answer does not have is missing. */
export type Tables = Partial<Readonly<Record<TableName, Table>>>;

/** One row an object: the fields that any of them has, in the order in which they come. */
function fieldsOf(objects: readonly object[]): Table {
  const titles = [...new Set(objects.flatMap((one) => Object.keys(one)))];
  return {
    titles,
    rows: objects.map((one) => titles.map((title) => (one as Record<string, Cell>)[title])),
  };
}

export function traceTables({ offsets, neurons, cells }: TraceJson): Tables {
  return {
    bytes: fieldsOf(offsets),
    neurons: fieldsOf(neurons),
    ...(cells && { cells: fieldsOf(cells) }),
  };
}

export function wideTables({ offsets }: { readonly offsets: readonly OffsetJson[] }): Tables {
  return { bytes: fieldsOf(offsets) };
}

export function causesTables({ json, trace }: CausesAnswer): Tables {
  const { occlusion, sufficient, necessary, memory } = json;
  const bytes = trace.offsets.map(({ k, position, byte, attribution }) => ({
    k,
    position,
    byte,
    attribution,
    occlusion: occlusion[k],
    sufficient: sufficient.lags.includes(k),
    necessary: necessary.found && necessary.lags.includes(k),
  }));
  return {
    bytes: fieldsOf(bytes),
    memory: {
      titles: ["m", "bits"],
      rows: Object.entries(memory).map(([m, bits]) => [Number(m), bits]),
    },
  };
}

export function reportTables(
  { lags, neurons }: Pick<Report, "lags" | "neurons">,
  memory?: readonly MemoryPoint[],
): Tables {
  return {
    lags: fieldsOf(lags),
    neurons: fieldsOf(neurons),
    ...(memory && { memory: fieldsOf(memory) }),
  };
}

export function patternsTables(
  text: Uint8Array,
  found: Analysis,
): Required<Pick<Tables, "patterns" | "levels" | "supports">> {
  const { levels, supports, offsets } = found.json;
  return {
    patterns: {
      titles: ["times", "first", "share", ...offsets.map((d) => `offset${d}`), "byte"],
      rows: patternRows(text, found),
    },
    levels: fieldsOf(levels),
    supports: fieldsOf(supports),
  };
}

function* patternRows(text: Uint8Array, found: Analysis): Generator<readonly Cell[]> {
  for (const { support, position, share, context, next } of rowsOf(text, found))
    yield [support, position, share, ...context, next];
}

export function cardTables({
  contexts,
  reads,
  writes,
  partners,
  activation,
}: NeuronCardJson): Tables {
  const { from, to, counts } = activation.histogram;
  const width = (to - from) / counts.length;
  const places = [...contexts.positive, ...contexts.negative];
  return {
    contexts: {
      titles: ["position", "activation"],
      rows: places.map(({ position, activation }) => [position, activation]),
    },
    reads: readsTable(reads),
    ...(writes && { writes: { titles: WEIGHED, rows: writes.rows.map(weighed) } }),
    ...(partners && {
      partners: {
        titles: ["neuron", "r"],
        rows: partners.rows.map(({ neuron, r }) => [neuron, r]),
      },
    }),
    histogram: {
      titles: ["from", "to", "count"],
      rows: counts.map((count, i) => [from + i * width, from + (i + 1) * width, count]),
    },
  };
}

/** The columns of a byte's weight. */
const WEIGHED = ["byte", "weight", "times", "highTimes", "highLift", "lowTimes", "lowLift"];

function weighed({ byte, weight, times, high, low }: ByteWeightJson): readonly Cell[] {
  return [byte, weight, times, high?.times, high?.lift, low?.times, low?.lift];
}

function readsTable(reads: NeuronCardJson["reads"]): Table {
  if (reads.kind === "bytes")
    return {
      titles: ["gate", ...WEIGHED],
      rows: reads.gates.flatMap(({ gate, rows }) => rows.map((row) => [gate, ...weighed(row)])),
    };
  return {
    titles: ["gate", "neuron", "weight"],
    rows: reads.gates.flatMap(({ gate, rows }) =>
      rows.map(({ neuron, weight }) => [gate, neuron, weight]),
    ),
  };
}
