// The sidebar's page, from top to bottom. Its only state is which parts are open and the changes just made; everything
// else comes with each snapshot, so the page can be thrown away at any time.
import type { Snapshot } from "../../server/protocol/wire/sidebar";
import { l10n } from "../../server/protocol/words/l10n";
import { onSnapshot } from "../page/connection";
import "../page/language";
import "../page/page.css";
import "../page/tables.css";
import "../page/plot.css";
import "./sidebar.css";
import "./charts.css";
import "./tints.css";
import { el } from "../page/dom";
import { causesGroup } from "./causesGroup";
import { chartPart } from "./chart";
import { colourGroup } from "./colourGroup";
import { comparedChart } from "./comparedChart";
import { differenceChart } from "./differenceChart";
import { energyChart } from "./energyChart";
import { fidelityChart } from "./fidelityChart";
import { Choices, remembered, send } from "./host";
import { lagChart } from "./lagChart";
import { lossChart } from "./lossChart";
import { normChart } from "./normChart";
import { strongestPart } from "./strongest";
import { subjectPart } from "./subject";
import { thresholdGroup } from "./thresholdGroup";
import { tracingGroup } from "./tracingGroup";

let latest: Snapshot | undefined;
const choices = new Choices(() => redrawSoon());
const toggled = () => send({ kind: "open", open: remembered.get().open });

const parts = [
  subjectPart(),
  chartPart(lossChart, toggled),
  strongestPart(choices, toggled),
  chartPart(lagChart, toggled),
  causesGroup(toggled),
  chartPart(differenceChart, toggled),
  chartPart(comparedChart, toggled),
  thresholdGroup(choices),
  colourGroup(choices),
  tracingGroup(choices),
  chartPart(normChart, toggled),
  chartPart(energyChart, toggled),
  chartPart(fidelityChart, toggled),
];

/** For who hears the page. */
const title = () => l10n`Attribution`;

const main = document.getElementById("sidebar");
main?.append(el("h1", { class: "visually-hidden" }, [title()]));
main?.append(...parts.map(({ element }) => element));

function redraw(): void {
  if (!latest) return;
  const snapshot = choices.over(latest);
  for (const part of parts) part.show(snapshot);
}

/** Redraws after the change has been sent, so that the editor's colours do not wait for the charts. */
let waiting = false;
function redrawSoon(): void {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    redraw();
  });
}

onSnapshot<Snapshot>((snapshot) => {
  latest = snapshot;
  redraw();
  main?.setAttribute("data-ready", "");
});
new ResizeObserver(() => redraw()).observe(document.body);
send({ kind: "ready", open: remembered.get().open });
