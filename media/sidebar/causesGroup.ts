// What the prediction on the screen rests on, found by running the net: the sets as sentences, gradient and occlusion by
// lag, how far back the net looks, and the buttons. Where nothing was found, the sentence that says why.
import type { CausesData, Snapshot } from "../../server/protocol/wire/sidebar";
import {
  agreementSentence,
  byteAndLag,
  decisiveSentence,
  enoughSentence,
  type NameByte,
  searchSentence,
} from "../../server/protocol/words/causes";
import { l10n } from "../../server/protocol/words/l10n";
import { el, refill } from "../page/dom";
import { actionButtons } from "../page/face";
import { causesChart } from "./causesChart";
import { chartBody, chartPart, foldable } from "./chart";
import { act, revealButton } from "./host";
import { memoryChart } from "./memoryChart";

export function causesGroup(onToggle: () => void) {
  const chart = chartBody(causesChart);
  const memory = chartPart(memoryChart, onToggle, "h3");
  const sentence = el("p", { class: "face", role: "status" });
  const sets = el("div", { class: "sets" });
  const found = el("div", {}, [sets, chart.element]);
  const actions = el("div");
  let last: Snapshot | undefined;
  let drawn = "";
  const toggled = () => {
    onToggle();
    if (last) show(last);
  };
  const children = [el("div", { class: "causes" }, [sentence, found]), actions, memory.element];
  const element = foldable("causes", l10n`Causes`, children, toggled);

  function show(snapshot: Snapshot): void {
    last = snapshot;
    const { causes, trace } = snapshot;
    element.hidden = causes === null || trace === null;
    if (!element.open || causes === null || trace === null) return;
    // While looking, what was found before keeps its place, unseen: what follows would jump.
    const isKept = causes.isSearching && sets.hasChildNodes();
    found.hidden = causes.found === null && !isKept;
    found.classList.toggle("kept", causes.found === null);
    memory.show(snapshot);
    const now = JSON.stringify([causes, trace.key]);
    if (now !== drawn) {
      drawn = now;
      sentence.hidden = causes.found !== null;
      sentence.textContent = causes.sentence;
      if (causes.found) refill(sets, setsOf(causes.found, trace.key));
      else if (!isKept) sets.replaceChildren();
      const isCheck = causes.buttons[0]?.action === "causalCheck";
      refill(actions, [actionButtons(causes.buttons, isCheck, act)]);
    }
    if (causes.found) chart.show(snapshot);
  }

  return { element, show };
}

function setsOf(causes: CausesData, key: string): Node[] {
  return [
    withButtons((name) => enoughSentence(causes, name), causes, key),
    withButtons((name) => decisiveSentence(causes, name), causes, key),
    el("p", { class: "note" }, [`${searchSentence(causes)} ${agreementSentence(causes)}`]),
  ];
}

/** Stands in a sentence where a byte is named; no sentence has one of its own. */
const MARK = "\u0001";

/** A sentence in which every byte is a button that shows it in the text. */
function withButtons(
  sentence: (name: NameByte) => string,
  { names }: CausesData,
  key: string,
): HTMLParagraphElement {
  const plain = byteAndLag(names);
  const parts = sentence((k) => `${MARK}${k}${MARK}`).split(MARK);
  const isLag = (i: number) => i % 2 === 1;
  return el(
    "p",
    {},
    parts.map((part, i) =>
      isLag(i) ? revealButton(key, Number(part), plain(Number(part))) : part,
    ),
  );
}
