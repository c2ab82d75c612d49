// The state in place of the numbers: its one sentence and its buttons, the same on every page.
import type { ActionName, Face } from "../../server/protocol/wire/sidebar";
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
  const actions = buttons.map(({ label, action }, i) => {
    const button = el(
      "button",
      { type: "button", class: i === 0 ? "primary" : "", "data-key": action },
      [label],
    );
    button.addEventListener("click", () => act(action));
    return button;
  });
  return actions.length > 0 ? [words, el("div", { class: "actions" }, actions)] : [words];
}
