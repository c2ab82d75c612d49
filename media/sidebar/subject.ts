// The head of the sidebar: what is explained, how surely it was predicted, the line of honesty. If there is nothing to
// explain, it shows the state's sentence and buttons.
import type { Snapshot, Subject } from "../../server/protocol/wire/sidebar";
import { l10n, marked, translated } from "../../server/protocol/words/l10n";
import { el, refill } from "../page/dom";
import { actionButtons, facePart } from "../page/face";
import { act } from "./host";

const BY: Readonly<Record<Subject["by"], string>> = {
  pin: marked("pinned"),
  pointer: marked("under the pointer"),
  caret: marked("at the caret"),
};

export function subjectPart() {
  const element = el("header", { class: "subject" });
  let drawn = "";
  return {
    element,
    show({ face, net, notice, subject, pinsShown }: Snapshot) {
      const now = JSON.stringify([face, net, notice, subject, pinsShown]);
      if (now === drawn) return;
      drawn = now;
      const about = subject ? subjectOf(subject, pinsShown) : facePart(face, act);
      refill(element, [...netLine(net), ...about, ...noticeOf(notice)]);
    },
  };
}

/** Which model this is and what kind of net, before anything that it says. */
function netLine(net: Snapshot["net"]): Node[] {
  if (net === null) return [];
  return [el("p", { class: "net" }, [el("strong", {}, [net.model]), ` ${net.name}`])];
}

function noticeOf(notice: Snapshot["notice"]): Node[] {
  if (notice === null) return [];
  return [
    el("p", { class: "notice" }, [notice.sentence]),
    actionButtons(notice.buttons, false, act),
  ];
}

function subjectOf(subject: Subject, pinsShown: number): Node[] {
  const more = pinsShown > 1 ? [l10n`Painted: the sum over ${pinsShown} shown pins.`] : [];
  return [
    el("h2", { class: "headline" }, [subject.headline]),
    el("p", { class: "from" }, [
      l10n`${subject.from}, ${translated(BY[subject.by])} in ${subject.file}`,
    ]),
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
