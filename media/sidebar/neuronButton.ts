// A button with a neuron's name; it shows the neuron's activation over the text.
import { el } from "./dom";

export function neuronButton(
  neuron: number,
  isShown: boolean,
  show: (neuron: number) => void,
): HTMLButtonElement {
  const button = el(
    "button",
    { type: "button", class: "link", "data-key": `h${neuron}`, "aria-pressed": String(isShown) },
    [`h${neuron}`],
  );
  button.title = `Show the activation of h${neuron} over the text`;
  button.addEventListener("click", () => show(neuron));
  return button;
}
