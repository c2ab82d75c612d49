// The checks of what comes from the page of a sheet: its messages, and the sheet that VS Code kept for it over a restart. Both
// are untrusted input. Pure: host/sheets.ts shows it.
import * as v from "valibot";
import type { Cell, Sheet, SheetChart } from "../../server/protocol/wire/sheet";
import {
  type KeptSheet,
  SHEET_ACTIONS,
  type SheetAction,
  type ToHost,
} from "../../server/protocol/wire/sheetPage";
import { type Checked, checked } from "./webviewPage";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const finite = v.pipe(v.number(), v.finite());

const toHost: v.GenericSchema<unknown, ToHost> = v.variant("kind", [
  v.object({ kind: v.literal("byte"), byte: whole }),
  v.object({ kind: v.literal("neuron"), neuron: whole, layer: v.nullable(whole) }),
  v.object({
    kind: v.literal("act"),
    action: v.picklist(Object.keys(SHEET_ACTIONS) as SheetAction[]),
  }),
]);

const cell: v.GenericSchema<unknown, Cell> = v.union([
  v.string(),
  v.object({ text: v.string(), byte: whole }),
  v.object({ text: v.string(), neuron: whole, layer: v.exactOptional(whole) }),
]);

const axis = v.object({ label: v.string(), isLog: v.exactOptional(v.boolean()) });
const common = { label: v.string(), x: axis, y: axis };
const point = v.object({ x: finite, y: finite });

const chart: v.GenericSchema<unknown, SheetChart> = v.variant("kind", [
  v.object({
    kind: v.literal("histogram"),
    ...common,
    bins: v.array(v.object({ from: finite, to: finite, count: finite })),
  }),
  v.object({
    kind: v.literal("bars"),
    ...common,
    bars: v.array(v.object({ name: v.string(), value: finite })),
  }),
  v.object({
    kind: v.literal("lines"),
    ...common,
    lines: v.array(v.object({ name: v.string(), points: v.array(point) })),
  }),
  v.object({
    kind: v.literal("bands"),
    ...common,
    bands: v.array(
      v.object({
        x: finite,
        low: finite,
        median: finite,
        high: finite,
        mean: v.exactOptional(finite),
      }),
    ),
  }),
]);

const facts = v.array(v.tuple([v.string(), cell]));

const sheet: v.GenericSchema<unknown, Sheet> = v.object({
  title: v.string(),
  subject: facts,
  sections: v.array(
    v.object({
      heading: v.string(),
      sentences: v.array(v.string()),
      chart: v.exactOptional(chart),
      table: v.exactOptional(
        v.object({
          titles: v.array(v.string()),
          rows: v.array(v.array(cell)),
          population: v.string(),
          words: v.exactOptional(v.array(whole)),
        }),
      ),
    }),
  ),
  provenance: v.exactOptional(facts),
});

const kept: v.GenericSchema<unknown, KeptSheet> = v.object({
  sheet,
  json: v.unknown(),
  about: v.object({ uri: v.string(), text: v.string(), model: v.nullable(v.string()) }),
});

export const checkMessage = (raw: unknown): Checked<ToHost> => checked(toHost, raw);

export const checkKept = (raw: unknown): Checked<KeptSheet> => checked(kept, raw);
