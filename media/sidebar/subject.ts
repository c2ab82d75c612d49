// The head of the sidebar: what is explained, how surely it was predicted, the line of honesty. If there is nothing to
// explain, it shows the state's sentence and buttons.
import type { Face, Snapshot, Subject } from "../../server/protocol/wire/sidebar";
import { el, refill } from "./dom";
import { actionButtons } from "./host";

const BY: Readonly<Record<Subject["by"], string>> = {
  pin: "pinned",
  pointer: "under the pointer",
  caret: "at the caret",
};

export function subjectPart() {
  const element = el("header", { class: "subject" });
  let drawn = "";
  return {
    element,
    show({ face, subject, pinsShown }: Snapshot) {
      const now = JSON.stringify([face, subject, pinsShown]);
      if (now === drawn) return;
      drawn = now;
      refill(element, subject ? subjectOf(subject, pinsShown) : faceOf(face));
    },
  };
}

function subjectOf(subject: Subject, pinsShown: number): Node[] {
  const more = pinsShown > 1 ? [`Painted: the sum over ${pinsShown} shown pins.`] : [];
  return [
    el("h2", { class: "headline" }, [subject.headline]),
    el("p", { class: "from" }, [`${subject.from}, ${BY[subject.by]} in ${subject.file}`]),
    el(
      "dl",
      { class: "facts" },
      subject.facts.map(({ name, value }) =>
        el("div", {}, [el("dt", {}, [name]), el("dd", {}, [value])]),
      ),
    ),
    ...more.map((words) => el("p", { class: "note" }, [words])),
    el("p", { class: "note" }, [subject.honesty]),
  ];
}

function faceOf({ kind, sentence, buttons }: Face): Node[] {
  const isBusy = kind === "starting" || kind === "pending";
  const words = el("p", { class: `face ${kind}`, role: kind === "failed" ? "alert" : "status" }, [
    isBusy ? el("span", { class: "busy", "aria-hidden": "true" }) : null,
    sentence,
  ]);
  return buttons.length > 0 ? [words, actionButtons(buttons, true)] : [words];
}
