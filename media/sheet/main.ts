// The script of a sheet's page, in a file and in an editor tab: draws the charts, and in a tab sends what a link or a button
// asks for. The tables are in the page already.
import type { SheetChart } from "../../server/protocol/wire/sheet";
import type { SheetNotice, ToHost } from "../../server/protocol/wire/sheetPage";
import "../page/language";
import "../page/page.css";
import "../page/tables.css";
import "../page/plot.css";
import "./sheet.css";
import { chartOf } from "./charts";

interface CodeApi {
  postMessage(message: ToHost): void;
}

/** Only in a tab of the editor. */
declare const acquireVsCodeApi: (() => CodeApi) | undefined;

function dataOf(id: string): unknown {
  const block = document.getElementById(id)?.textContent;
  return block ? JSON.parse(block) : undefined;
}

function drawCharts(): void {
  const charts = dataOf("charts") as readonly (SheetChart | null)[];
  for (const figure of document.querySelectorAll<HTMLElement>("figure[data-chart]")) {
    const chart = charts[Number(figure.dataset.chart)];
    const caption = figure.querySelector("figcaption");
    if (chart && caption) figure.replaceChildren(...chartOf(chart, figure.clientWidth), caption);
  }
}

function connect(api: CodeApi): void {
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest<HTMLElement>("button");
    const message = button && messageOf(button.dataset);
    if (message) api.postMessage(message);
  });
  window.addEventListener("message", ({ data }: MessageEvent<SheetNotice>) => {
    const place = document.querySelector<HTMLElement>(".old");
    if (!place) return;
    place.hidden = data.old === null;
    place.textContent = data.old;
  });
}

function messageOf({ byte, neuron, layer, action }: DOMStringMap): ToHost | undefined {
  if (byte !== undefined) return { kind: "byte", byte: Number(byte) };
  if (neuron !== undefined)
    return {
      kind: "neuron",
      neuron: Number(neuron),
      layer: layer === undefined ? null : Number(layer),
    };
  // The extension checks that there is such an action.
  return action === undefined ? undefined : ({ kind: "act", action } as ToHost);
}

if (typeof acquireVsCodeApi === "function") connect(acquireVsCodeApi());
let width = 0;
new ResizeObserver(() => {
  if (width === document.body.clientWidth) return;
  width = document.body.clientWidth;
  drawCharts();
}).observe(document.body);
