// The state in place of the numbers: its one sentence and its buttons, the same on every page.
import type { ActionName, Button, Face } from "../../server/protocol/wire/page";
import { translated } from "../../server/protocol/words/l10n";
import { el } from "./dom";

export function facePart(
  { kind, sentence, buttons }: Face,
  act: (action: ActionName) => void,
): Node[] {
  const isBusy = kind === "starting" || kind === "pending";
  const words = el("p", { class: `face ${kind}`, role: kind === "failed" ? "alert" : "status" }, [
    isBusy ? el("span", { class: "busy", "aria-hidden": "true" }) : null,
    sentence,
  ]);
  return buttons.length > 0 ? [words, actionButtons(buttons, true, act)] : [words];
}

/** Buttons that run commands, the first one as the proposed one if `isFirstPrimary`. */
export function actionButtons(
  buttons: readonly Button[],
  isFirstPrimary: boolean,
  act: (action: ActionName) => void,
): HTMLDivElement {
  const row = buttons.map(({ label, action }, i) => {
    const attributes = { class: i === 0 && isFirstPrimary ? "primary" : "", "data-key": action };
    const button = el("button", { type: "button", ...attributes }, [translated(label)]);
    button.addEventListener("click", () => act(action));
    return button;
  });
  return el("div", { class: "actions" }, row);
}
