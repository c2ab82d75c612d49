// The strongest past bytes and neurons as lists, in the hover's order. A byte brings its place into sight.
import { percent, signed } from "../../extension/numbers";
import type { Snapshot, TraceData } from "../../extension/sidebar/messages";
import { el, refill } from "./dom";
import { group } from "./group";
import { remembered, send } from "./host";
import { shownOf } from "./shown";
import { table } from "./table";

const TOP = 8;

export function strongestPart(onToggle: () => void) {
  const bytes = el("div", {});
  const neurons = el("div", {});
  const element = group("Strongest", [bytes, neurons], {
    open: remembered.get().open.includes("strongest"),
    onToggle(open) {
      const others = remembered.get().open.filter((name) => name !== "strongest");
      remembered.set({ open: open ? [...others, "strongest"] : others });
      onToggle();
    },
  });
  let drawn = "";
  return {
    element,
    show({ trace, controls }: Snapshot) {
      element.hidden = trace === null || trace.certainty === "noUsableGradient";
      if (!trace || element.hidden) return;
      const now = JSON.stringify([trace, controls]);
      if (now === drawn) return;
      drawn = now;
      const shown = shownOf(trace, controls);
      refill(bytes, [byteTable(trace, shown.lags)]);
      refill(neurons, [neuronTable(trace, shown.neurons)]);
    },
  };
}

function byteTable(trace: TraceData, shown: ReadonlySet<number>): Node {
  const lags = trace.lags
    .filter(({ k, attribution }) => shown.has(k) && attribution !== 0)
    .sort((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution))
    .slice(0, TOP);
  return table(
    "Past bytes",
    [{ title: "k" }, { title: "byte", isText: true }, { title: "nats" }, { title: "share" }],
    lags.map(({ k, byte, attribution, share }) => [
      String(k),
      reveal(trace.key, k, byte),
      signed(attribution),
      percent(share),
    ]),
  );
}

function neuronTable(trace: TraceData, shown: ReadonlySet<number>): Node {
  return table(
    "Neurons",
    [
      { title: "h", isText: true },
      { title: "activation" },
      { title: "gradient" },
      { title: "share" },
    ],
    trace.neurons
      .filter(({ neuron }) => shown.has(neuron))
      .slice(0, TOP)
      .map(({ neuron, activation, gradient, share }) => [
        `h${neuron}`,
        signed(activation),
        signed(gradient),
        percent(share),
      ]),
  );
}

function reveal(key: string, k: number, byte: string): HTMLButtonElement {
  const button = el("button", { type: "button", class: "link", "data-key": `k${k}` }, [byte]);
  button.title = `Show this byte, lag ${k}`;
  button.addEventListener("click", () => send({ kind: "reveal", key, k }));
  return button;
}
