// Carries a case out on a live server. What can happen is in steps.ts, how each is done in *Actions.ts, and what an answer must be in
// live.ts.
import assert from "node:assert/strict";
import fs from "node:fs";
import type { Report } from "../report";
import type { Fresh } from "./fresh";
import { Live } from "./live";
import { modelActions } from "./modelActions";
import { questionActions } from "./questionActions";
import type { Action, Actions, Case } from "./steps";
import { textActions } from "./textActions";

/** @param folder of the texts and models that are written */
export async function play(
  { texts, steps }: Case,
  fresh: Fresh,
  folder: string,
  models: readonly string[],
  report: Report,
): Promise<void> {
  const live = new Live(fresh, folder, models, report);
  const actions: Actions<Action["do"]> = {
    ...textActions(live),
    ...modelActions(live),
    ...questionActions(live),
  };
  try {
    await live.start();
    for (const [i, { text, times, model }] of texts.entries())
      await live.begin(i, text.repeat(times), live.modelPath(model));
    for (const { action, asks } of steps) {
      report.count(`did ${action.do}`);
      await (actions[action.do] as (one: Action) => Promise<void>)(action);
      for (const question of asks) await live.check("which" in action ? action.which : 0, question);
    }
    for (const which of live.texts.keys()) await actions.settle({ do: "settle", which });
    await live.end();
    const left = fs.readdirSync(folder).filter((name) => name.endsWith(".tmp"));
    assert.deepEqual(left, [], "temporary files");
  } finally {
    live.stop();
  }
}
