// The check of what the page of a sheet sends. It is untrusted input: a message that does not fit is dropped with a reason. What
// a message does is in host/sheets.ts.
import * as v from "valibot";
import { SHEET_ACTIONS, type SheetAction, type ToHost } from "../../server/protocol/wire/sheetPage";
import { type Checked, checked } from "./webviewPage";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const toHost: v.GenericSchema<unknown, ToHost> = v.variant("kind", [
  v.object({ kind: v.literal("byte"), byte: whole }),
  v.object({ kind: v.literal("neuron"), neuron: whole, layer: v.nullable(whole) }),
  v.object({
    kind: v.literal("act"),
    action: v.picklist(Object.keys(SHEET_ACTIONS) as SheetAction[]),
  }),
]);

export const checkMessage = (raw: unknown): Checked<ToHost> => checked(toHost, raw);
