// How large the graph is drawn: by buttons, by the wheel with Ctrl, by the keys + - 0. The place under the pointer, or the
// middle of the view, stays where it is.
import { l10n } from "../../server/protocol/words/l10n";
import { el } from "../page/dom";
import { larger, smaller, zoomedBy } from "./keys";

export interface Zoomed {
  get(): number;
  set(zoom: number): void;
  /** At which all is seen. */
  fit(): number;
}

/** @param frame the element that the graph is scrolled in */
export function zoomControls(frame: HTMLElement, zoomed: Zoomed) {
  const now = el("output", { class: "value" });
  const button = (text: string, label: string, to: () => number) => {
    const made = el("button", { type: "button", "aria-label": label, title: label }, [text]);
    made.addEventListener("click", () => zoom(to()));
    return made;
  };
  const element = el("div", { class: "zoom", role: "group", "aria-label": l10n`Zoom` }, [
    button("\u2212", l10n`Zoom out`, () => smaller(zoomed.get())),
    now,
    button("+", l10n`Zoom in`, () => larger(zoomed.get())),
    button(l10n`Fit`, l10n`Fit to the width`, () => Math.min(1, zoomed.fit())),
  ]);

  function zoom(to: number, x = frame.clientWidth / 2, y = frame.clientHeight / 2): void {
    const by = to / zoomed.get();
    const [left, top] = [(frame.scrollLeft + x) * by - x, (frame.scrollTop + y) * by - y];
    zoomed.set(to);
    frame.scrollTo(left, top);
  }

  frame.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const { left, top } = frame.getBoundingClientRect();
      const to = event.deltaY < 0 ? larger(zoomed.get()) : smaller(zoomed.get());
      zoom(to, event.clientX - left, event.clientY - top);
    },
    { passive: false },
  );
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLInputElement && event.target.type !== "radio") return;
    const to = element.hidden ? undefined : zoomedBy(event.key, zoomed.get());
    if (to === undefined) return;
    event.preventDefault();
    zoom(to);
  });

  return {
    element,
    show(): void {
      now.textContent = `${Math.round(100 * zoomed.get())}\u00a0%`;
    },
  };
}
