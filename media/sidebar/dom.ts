// Creates elements. Text is inserted as text, never as markup; styles come from classes only, as the page's policy
// demands.

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
type Child = Node | string | null;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  children: readonly Child[] = [],
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Replaces an element's children. A focused child keeps the focus: its replacement is found by data-key. */
export function refill(parent: Element, children: readonly Child[]): void {
  const active = document.activeElement;
  const key =
    active instanceof HTMLElement && parent.contains(active) ? active.dataset.key : undefined;
  parent.replaceChildren(...children.filter((child) => child !== null));
  if (key === undefined) return;
  parent.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
}
