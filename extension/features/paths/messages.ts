// The check of what the page of the neuron paths sends. It is untrusted input: a message that does not fit is dropped with a
// reason. What a message does is in panel.ts.
import * as v from "valibot";
import { PATHS } from "../../../server/protocol/vocabulary/paths";
import type { Limits } from "../../../server/protocol/vocabulary/terms";
import { ACTIONS } from "../../../server/protocol/wire/page";
import type { ToHost } from "../../../server/protocol/wire/pathsPage";
import { type Checked, checked } from "../../state/webviewPage";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

function within({ low, high, whole: isWhole }: Limits) {
  const number = v.pipe(v.number(), v.minValue(low), v.maxValue(high));
  return isWhole ? v.pipe(number, v.safeInteger()) : number;
}

const amounts = v.object({
  columns: within(PATHS.columns),
  neurons: within(PATHS.neurons),
  least: within(PATHS.least),
});

const toHost = v.variant("kind", [
  v.object({ kind: v.literal("ready"), amounts }),
  v.object({ kind: v.literal("amounts"), amounts }),
  v.object({ kind: v.literal("act"), action: v.picklist(ACTIONS) }),
  v.object({ kind: v.literal("byte"), key: v.string(), k: whole }),
  v.object({ kind: v.literal("neuron"), neuron: whole }),
  v.object({ kind: v.literal("neuronCard"), neuron: whole }),
]);

export const checkMessage = (raw: unknown): Checked<ToHost> => checked(toHost, raw);
