// The controls of the sparsity threshold, and how much of this trace it shows or what it costs.
import {
  THRESHOLD_RULES as RULES,
  THRESHOLD_SCOPES,
} from "../../server/protocol/vocabulary/thresholds";
import { tracesBack } from "../../server/protocol/vocabulary/tracing";
import type { Snapshot } from "../../server/protocol/wire/sidebar";
import { l10n, translated } from "../../server/protocol/words/l10n";
import { percent, three } from "../../server/protocol/words/numbers";
import { notTracedBack, optionsOf } from "../../server/protocol/words/terms";
import { el } from "../page/dom";
import { checkbox, number, select, slider } from "../page/fields";
import { controlGroup } from "./chart";
import type { Choices } from "./host";
import { isOfByte, shownOf } from "./words";

export function thresholdGroup(choices: Choices) {
  const { low, high } = RULES.nucleus;
  const enabled = checkbox(l10n`Sparsity threshold`, (on) => choices.set("thresholdEnabled", on));
  const nucleus = slider(
    l10n`Keep`,
    { min: low, max: high, step: 0.1, unit: "%" },
    l10n`percent of the squared gradient norm`,
    (value, settled) => choices.set("thresholdNucleus", value, settled),
  );
  const share = number(
    l10n`At least`,
    { min: RULES.share.low, max: RULES.share.high, step: "any", unit: "%" },
    (value) => choices.set("thresholdShare", value),
  );
  const absolute = number(
    l10n`At least`,
    { min: RULES.absolute.low, max: RULES.absolute.high, step: "any", unit: l10n`nats` },
    (value) => choices.set("thresholdAbsolute", value),
  );
  const rule = select(l10n`Rule`, optionsOf(RULES), (value) => choices.set("thresholdRule", value));
  const scope = select(l10n`Scope`, optionsOf(THRESHOLD_SCOPES), (value) =>
    choices.set("thresholdScope", value),
  );
  const note = el("p", { class: "note", "aria-live": "off" });
  const fields = [enabled, nucleus, share, absolute, rule, scope];
  const element = controlGroup(l10n`Threshold`, [...fields.map((field) => field.row), note]);
  // Announced only while the keyboard is on these controls, because a moving caret in the text changes the note as well.
  element.addEventListener("focusin", () => note.setAttribute("aria-live", "polite"));
  element.addEventListener("focusout", () => note.setAttribute("aria-live", "off"));
  return {
    element,
    show(snapshot: Snapshot) {
      const { controls } = snapshot;
      const on = controls.thresholdEnabled;
      enabled.show(on);
      nucleus.show(controls.thresholdNucleus, on);
      share.show(controls.thresholdShare, on);
      absolute.show(controls.thresholdAbsolute, on);
      rule.show(controls.thresholdRule, on);
      scope.show(controls.thresholdScope, on);
      nucleus.hide(controls.thresholdRule !== "nucleus");
      share.hide(controls.thresholdRule !== "share");
      absolute.hide(controls.thresholdRule !== "absolute");
      const words = noteOf(snapshot);
      if (note.textContent !== words) note.textContent = words;
    },
  };
}

function noteOf({ controls, trace }: Snapshot): string {
  if (!controls.thresholdEnabled) return l10n`Off: every neuron and lag is shown.`;
  if (!trace) return translated(RULES[controls.thresholdRule].sentence);
  const isByte = isOfByte({ trace });
  if (controls.thresholdScope === "display") {
    const shown = shownOf(trace, controls);
    const lags = l10n`${shown.lags.size} of ${trace.lags.length} lags`;
    return isByte
      ? l10n`Shows ${shown.neurons.size} of ${trace.neurons.length} neurons and ${lags}. The trace stays exact.`
      : l10n`Shows ${lags}. The trace stays exact.`;
  }
  if (!isByte) return l10n`A selection or a neuron is traced exactly, whatever the threshold.`;
  const { sparse } = trace;
  if (!tracesBack(trace.method)) return notTracedBack(trace.method);
  if (!sparse) return translated(RULES[controls.thresholdRule].sentence);
  const top = sparse.topLagAgrees ? l10n`same top lag` : l10n`another top lag`;
  const off = l10n`off by ${percent(sparse.relativeL1)}, cosine ${three(sparse.cosine)}, ${top}`;
  return l10n`Approximate: ${sparse.keptWords} a step, ${off}, against the dense trace.`;
}
