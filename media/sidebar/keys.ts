// The legend below a chart: what each colour or stroke means, in words next to a sample of it.
import { el } from "./dom";

/** The class of the sample, and the words next to it. */
type Key = readonly [name: string, words: string];

/** @param sample a coloured square (key) or a piece of line (stroke) */
export function keys(sample: "key" | "stroke", of: readonly (Key | null)[]): Node {
  const shown = of.filter((key) => key !== null);
  const entries = shown.map(([name, words]) =>
    el("span", {}, [el("span", { class: `${sample} ${name}`, "aria-hidden": "true" }), words]),
  );
  return el("p", { class: "keys" }, entries);
}
