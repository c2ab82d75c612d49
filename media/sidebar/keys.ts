// The legend below a chart: what each colour or stroke means, in words beside a sample of it.
import { el } from "./dom";

/** The class of a sample, and its words. */
type Key = readonly [name: string, words: string];

/** @param sample a square of colour (key) or a piece of a line (stroke) */
export function keys(sample: "key" | "stroke", of: readonly (Key | null)[]): Node {
  const shown = of.filter((key) => key !== null);
  const entries = shown.map(([name, words]) =>
    el("span", {}, [el("span", { class: `${sample} ${name}`, "aria-hidden": "true" }), words]),
  );
  return el("p", { class: "keys" }, entries);
}
