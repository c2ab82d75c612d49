// What the colours in the editor stand for: the scale, and a legend with its numbers.
import { signed } from "../../extension/numbers";
import type { Snapshot } from "../../extension/sidebar/messages";
import type { Choices } from "./choices";
import { el } from "./dom";
import { number, select } from "./fields";
import { group } from "./group";

const LEVELS = 7;

export function colourGroup(choices: Choices) {
  const scale = select(
    "Scale",
    [
      ["target", "This target"],
      ["fixed", "Fixed"],
    ],
    (value) => choices.set("scale", value),
  );
  const fixed = number("Full at", { min: 1e-9, max: 1e6, step: "any", unit: "nats" }, (value) =>
    choices.set("fixedScale", value),
  );
  const bar = el("div", { class: "ramp", "aria-hidden": "true" });
  for (let bucket = -LEVELS; bucket <= LEVELS; bucket++) {
    bar.append(el("span", { class: `tint ${tintClass(bucket)}` }));
  }
  const low = el("span", {});
  const high = el("span", {});
  const ends = el("div", { class: "ends" }, [low, el("span", {}, ["0"]), high]);
  const signs = el("div", { class: "ends signs" }, [
    el("span", {}, ["lowers (dotted)"]),
    el("span", {}, ["raises (solid)"]),
  ]);
  const words = el("p", { class: "note" });
  const ramp = el("div", { class: "legend" }, [bar, ends, signs]);
  return {
    element: group("Colours", [scale.row, fixed.row, ramp, words]),
    show({ controls, legend }: Snapshot) {
      scale.show(controls.scale);
      fixed.show(controls.fixedScale);
      fixed.hide(controls.scale !== "fixed");
      ramp.hidden = legend.full === 0;
      low.textContent = signed(-legend.full);
      high.textContent = `${signed(legend.full)} nats`;
      words.textContent = legend.words;
    },
  };
}

function tintClass(bucket: number): string {
  if (bucket === 0) return "none";
  return bucket > 0 ? `positive${bucket}` : `negative${-bucket}`;
}
