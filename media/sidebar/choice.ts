// A few choices side by side, as radio buttons: one tab stop, arrows between them.
import { el } from "./dom";

let made = 0;

export function choice<T extends string>(
  label: string,
  options: readonly (readonly [T, string])[],
  change: (value: T) => void,
) {
  const name = `choice-${++made}`;
  const inputs = options.map(([value]) => el("input", { type: "radio", name, value }));
  const labels = options.map(([, text], i) => el("label", {}, [inputs[i] ?? null, text]));
  const element = el("fieldset", { class: "choice" }, [
    el("legend", { class: "visually-hidden" }, [label]),
    ...labels,
  ]);
  for (const [i, input] of inputs.entries()) {
    input.addEventListener("change", () => {
      const value = options[i]?.[0];
      if (input.checked && value !== undefined) change(value);
    });
  }
  return {
    element,
    show(value: T) {
      for (const input of inputs) input.checked = input.value === value;
    },
  };
}
