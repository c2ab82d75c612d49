// The controls for what the colours in the editor show: the layer, its scale, and a legend with numbers.
import {
  COLOURINGS,
  FIXED_SCALE,
  NEURON,
  SCALES,
  SUMS,
} from "../../server/protocol/vocabulary/layers";
import type { Scale, Snapshot } from "../../server/protocol/wire/sidebar";
import { l10n, translated } from "../../server/protocol/words/l10n";
import { signed, three } from "../../server/protocol/words/numbers";
import { optionsOf } from "../../server/protocol/words/terms";
import { cardButton, el, refill } from "../page/dom";
import { number, select } from "../page/fields";
import { controlGroup } from "./chart";
import { type Choices, send } from "./host";

const LEVELS = 7;

export function colourGroup(choices: Choices) {
  const layer = select(l10n`Layer`, optionsOf(COLOURINGS), (value) => choices.set("layer", value));
  const neuron = number(
    l10n`Neuron h`,
    { min: NEURON.low, max: NEURON.high, step: 1, unit: "" },
    (value) => choices.set("neuron", value),
  );
  const neuronLabel = neuron.row.querySelector("label");
  const card = el("span", {});
  neuron.row.append(card);
  const sumBy = select(l10n`Sum by`, optionsOf(SUMS), (value) => choices.set("sumBy", value));
  const scale = select(l10n`Scale`, optionsOf(SCALES), (value) => choices.set("scale", value));
  const fixed = number(
    l10n`Full at`,
    { min: FIXED_SCALE.low, max: FIXED_SCALE.high, step: "any", unit: l10n`nats` },
    (value) => choices.set("fixedScale", value),
  );
  const bar = el("div", { class: "ramp", "aria-hidden": "true" });
  const ends = el("div", { class: "ends" });
  const signs = el("div", { class: "ends" });
  const words = el("p", { class: "note" });
  const ramp = el("div", { class: "legend" }, [bar, ends, signs]);
  const fields = [layer, neuron, sumBy, scale, fixed];
  return {
    element: controlGroup(l10n`Colours`, [...fields.map((field) => field.row), ramp, words]),
    show({ controls, legend, net, trace }: Snapshot) {
      const isNeuron = controls.layer === "neuron";
      layer.show(controls.layer);
      if (neuronLabel) neuronLabel.textContent = l10n`Neuron ${net?.prefix ?? "h"}`;
      neuron.show(controls.neuron);
      const name = `${net?.prefix ?? "h"}${controls.neuron}`;
      const show = () => send({ kind: "neuronCard", neuron: controls.neuron, layer: null });
      refill(card, isNeuron ? [cardButton(name, show)] : []);
      neuron.hide(!isNeuron);
      neuron.input.setAttribute("max", String((trace?.neurons.length ?? NEURON.high + 1) - 1));
      sumBy.show(controls.sumBy);
      sumBy.hide(controls.layer !== "trace");
      scale.show(controls.scale);
      // A layer has no single target.
      const own = scale.input.querySelector("option[value=target]");
      if (own)
        own.textContent =
          controls.layer === "trace" ? translated(SCALES.target.label) : l10n`Default`;
      fixed.show(controls.fixedScale);
      fixed.hide(controls.scale !== "fixed" || isNeuron || legend.unit === "bits");
      ramp.hidden = legend.full === 0;
      bar.replaceChildren(...swatches(legend));
      ends.replaceChildren(...endsOf(legend).map((text) => el("span", {}, [text])));
      signs.replaceChildren(...signsOf(legend, controls.layer).map((t) => el("span", {}, [t])));
      words.textContent = legend.sentence;
    },
  };
}

function swatches({ isSigned }: Scale): Node[] {
  const first = isSigned ? -LEVELS : 0;
  return Array.from({ length: LEVELS - first + 1 }, (_, i) => {
    const bucket = first + i;
    const name = bucket > 0 ? `positive${bucket}` : bucket < 0 ? `negative${-bucket}` : "none";
    return el("span", { class: `tint ${name}` });
  });
}

function endsOf({ full, isSigned, unit }: Scale): string[] {
  const of = unit === "activation" ? "" : ` ${translated(unit)}`;
  return isSigned ? [signed(-full), "0", `${signed(full)}${of}`] : ["0", `${three(full)}${of}`];
}

function signsOf({ isSigned }: Scale, layer: Snapshot["controls"]["layer"]): string[] {
  if (!isSigned) return [];
  if (layer === "neuron") return [l10n`negative (dotted)`, l10n`positive (solid)`];
  if (layer === "netMinusCounting")
    return [l10n`net better (dotted)`, l10n`counting better (solid)`];
  if (layer === "difference")
    return [l10n`the other side better (dotted)`, l10n`this better (solid)`];
  return [l10n`lowers (dotted)`, l10n`raises (solid)`];
}
