// The check of the sidebar's messages. They are untrusted input: one that does not fit is dropped with a reason, and values
// of settings are checked again where settings are read.
import * as v from "valibot";
import { ACTIONS } from "../../../server/protocol/wire/page";
import { CHARTS, CONTROLS, type ToHost } from "../../../server/protocol/wire/sidebar";
import { type Checked, checked } from "../../state/webviewPage";

const charts = v.pipe(v.array(v.picklist(CHARTS)), v.maxLength(2 * CHARTS.length));
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const sequence = whole;
const byte = v.pipe(v.string(), v.maxLength(16));

const toHost = v.variant("kind", [
  v.object({ kind: v.literal("ready"), open: charts }),
  v.object({ kind: v.literal("open"), open: charts }),
  v.object({
    kind: v.literal("set"),
    sequence,
    control: v.picklist(CONTROLS),
    value: v.union([
      v.boolean(),
      v.pipe(v.number(), v.finite()),
      v.pipe(v.string(), v.maxLength(64)),
    ]),
    settled: v.boolean(),
  }),
  v.object({ kind: v.literal("target"), sequence, target: byte, against: byte }),
  v.object({ kind: v.literal("act"), action: v.picklist(ACTIONS) }),
  v.object({
    kind: v.literal("explainNeuron"),
    key: v.string(),
    neuron: whole,
  }),
  v.object({ kind: v.literal("neuronCard"), neuron: whole, layer: v.nullable(whole) }),
  v.object({
    kind: v.literal("reveal"),
    key: v.string(),
    k: whole,
  }),
]);

export const checkMessage = (raw: unknown): Checked<ToHost> => checked(toHost, raw);
