// A titled part of the sidebar that can be folded, using the browser's own details element.
import { el } from "./dom";

export function group(
  title: string,
  children: readonly Node[],
  options: { readonly open?: boolean; readonly onToggle?: (open: boolean) => void } = {},
): HTMLDetailsElement {
  const heading = el("h2", {}, [title]);
  const body = el("div", { class: "body" }, children);
  const details = el("details", { class: "group", open: options.open ?? true }, [
    el("summary", {}, [heading]),
    body,
  ]);
  details.addEventListener("toggle", () => options.onToggle?.(details.open));
  return details;
}
