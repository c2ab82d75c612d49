// The controls for how a prediction is traced: method, objective, target, depth. All are settings.
import { namesOf } from "../../server/protocol/vocabulary/terms";
import {
  DEPTH,
  METHODS,
  type NamedTarget,
  OBJECTIVES,
  TARGETS,
} from "../../server/protocol/vocabulary/tracing";
import type { Controls, Snapshot, TraceData } from "../../server/protocol/wire/sidebar";
import { byteName } from "../../server/protocol/words/byteNames";
import { l10n } from "../../server/protocol/words/l10n";
import { optionsOf } from "../../server/protocol/words/terms";
import { el } from "../page/dom";
import { entry, number, select } from "../page/fields";
import { controlGroup } from "./chart";
import type { Choices } from "./host";
import { byteOf, targetOf } from "./words";

type Aim = NamedTarget | "byte" | "against";
const PROBLEM = () => l10n`A byte: 0 to 255, 0x00 to 0xff, or a character in quotes.`;

export function tracingGroup(choices: Choices) {
  let controls: Controls | undefined;
  let trace: TraceData | null = null;
  const method = select(l10n`Method`, optionsOf(METHODS), (value) => choices.set("method", value));
  const objective = select(l10n`Objective`, optionsOf(OBJECTIVES), (value) =>
    choices.set("objective", value),
  );
  const aim = select<Aim>(
    l10n`Target`,
    [...optionsOf(TARGETS), ["byte", l10n`Chosen byte`], ["against", l10n`A against B`]],
    (value) => choose(value),
  );
  const chosen = entry(l10n`Byte`, PROBLEM(), targetOf, (target) =>
    choices.setTarget(target, controls?.against ?? null),
  );
  const other = entry(l10n`Against`, PROBLEM(), byteOf, (byte) =>
    choices.setTarget(controls?.target ?? "true", byte),
  );
  const depth = number(
    l10n`Depth`,
    { min: DEPTH.low, max: DEPTH.high, step: 1, unit: l10n`lags` },
    (value) => choices.set("depth", value),
  );

  /** A kind of target that needs bytes starts with those of the trace on the screen. */
  function choose(value: Aim): void {
    const [first = 32, second = 10] = trace?.likeliest ?? [];
    const target = trace?.target ?? first;
    if (value === "true" || value === "predicted") choices.setTarget(value, null);
    else if (value === "byte") choices.setTarget(target, null);
    else choices.setTarget(target, first === target ? second : first);
  }

  const standIn = el("p", { class: "note" });
  const fields = [objective, aim, chosen, other, depth];
  return {
    element: controlGroup(l10n`Trace`, [method.row, standIn, ...fields.map((field) => field.row)]),
    show(snapshot: Snapshot) {
      ({ controls, trace } = snapshot);
      const { target, against } = controls;
      const now = aimOf(controls);
      method.offer(snapshot.net?.methods ?? namesOf(METHODS));
      method.show(controls.method);
      standIn.textContent = snapshot.net?.standIn ?? "";
      standIn.hidden = standIn.textContent === "";
      // With two targets, the difference of their logits is traced, whatever the objective.
      objective.show(controls.objective, against === null);
      aim.show(now);
      chosen.show(typeof target === "number" ? byteName(target) : target);
      other.show(against === null ? "" : byteName(against));
      chosen.hide(now === "true" || now === "predicted");
      other.hide(now !== "against");
      depth.show(controls.depth);
    },
  };
}

function aimOf({ target, against }: Controls): Aim {
  if (against !== null) return "against";
  return typeof target === "number" ? "byte" : target;
}
