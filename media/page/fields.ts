// Rows with a label and a native control, and a few choices side by side. Each is created once and only updated, so it
// keeps the keyboard focus. Labels, roles and keys are the browser's own.
import { el } from "./dom";

export interface Field<T> {
  readonly row: HTMLElement;
  readonly input: HTMLElement;
  show(value: T, isUsable?: boolean): void;
  hide(hidden: boolean): void;
}

/** A list of which only some options may be there. */
export interface Select<T> extends Field<T> {
  offer(values: readonly T[]): void;
}

let made = 0;
const nextId = () => `field-${++made}`;

function row(label: string, input: HTMLElement, more: readonly Node[] = []): HTMLElement {
  input.id = nextId();
  return el("div", { class: "row" }, [el("label", { for: input.id }, [label]), input, ...more]);
}

export function select<T extends string>(
  label: string,
  options: readonly (readonly [T, string])[],
  change: (value: T) => void,
): Select<T> {
  const all = options.map(([value, text]) => el("option", { value }, [text]));
  const input = el("select", {}, all);
  input.addEventListener("change", () => change(input.value as T));
  const field = row(label, input);
  return {
    row: field,
    input,
    offer(values) {
      const offered = all.filter(({ value }) => values.includes(value as T));
      const isThere = offered.every((option, i) => input.options[i] === option);
      if (!isThere || offered.length !== input.options.length) input.replaceChildren(...offered);
    },
    show(value, isUsable = true) {
      if (input.value !== value) input.value = value;
      input.disabled = !isUsable;
    },
    hide(hidden) {
      field.hidden = hidden;
    },
  };
}

export function checkbox(label: string, change: (value: boolean) => void): Field<boolean> {
  const input = el("input", { type: "checkbox", id: nextId() });
  input.addEventListener("change", () => change(input.checked));
  const field = el("div", { class: "check" }, [input, el("label", { for: input.id }, [label])]);
  return {
    row: field,
    input,
    show(value) {
      input.checked = value;
    },
    hide(hidden) {
      field.hidden = hidden;
    },
  };
}

export interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly step: number | "any";
  readonly unit: string;
}

/** The browser marks an invalid value; it is not sent. */
export function number(
  label: string,
  { min, max, step, unit }: Bounds,
  change: (value: number) => void,
): Field<number> {
  const input = el("input", { type: "number", min, max, step, required: true });
  const after = unit === "" ? [] : [el("span", { class: "unit" }, [unit])];
  // A value that is being typed or is invalid is not overwritten until it is committed or the field is left.
  let typing = false;
  let known = Number.NaN;
  const settle = () => {
    typing = false;
    if (input.valueAsNumber !== known) input.value = String(known);
  };
  input.addEventListener("input", () => {
    typing = true;
  });
  input.addEventListener("change", () => {
    if (!input.reportValidity()) return;
    typing = false;
    change(input.valueAsNumber);
  });
  input.addEventListener("blur", settle);
  const field = row(label, input, after);
  if (unit !== "") input.setAttribute("aria-label", `${label}, ${unit}`);
  return {
    row: field,
    input,
    show(value, isUsable = true) {
      input.disabled = !isUsable;
      known = value;
      if (!typing) settle();
    },
    hide(hidden) {
      field.hidden = hidden;
    },
  };
}

export function slider(
  label: string,
  { min, max, step, unit }: Bounds,
  words: string,
  change: (value: number, settled: boolean) => void,
): Field<number> {
  const input = el("input", { type: "range", min, max, step });
  const output = el("output", { class: "value" });
  const say = (value: number) => {
    output.textContent = `${value} ${unit}`;
    input.setAttribute("aria-valuetext", `${value} ${words}`);
  };
  input.addEventListener("input", () => {
    say(input.valueAsNumber);
    change(input.valueAsNumber, false);
  });
  input.addEventListener("change", () => change(input.valueAsNumber, true));
  const field = row(label, input, [output]);
  output.htmlFor.add(input.id);
  return {
    row: field,
    input,
    show(value, isUsable = true) {
      input.disabled = !isUsable;
      if (input.valueAsNumber !== value) input.value = String(value);
      say(value);
    },
    hide(hidden) {
      field.hidden = hidden;
    },
  };
}

/** A text field whose value is used when it is committed. `parse` returns undefined for an invalid value. */
export function entry<T>(
  label: string,
  problem: string,
  parse: (text: string) => T | undefined,
  change: (value: T) => void,
): Field<string> {
  const input = el("input", { type: "text", spellcheck: "false", autocomplete: "off" });
  input.addEventListener("input", () => input.setCustomValidity(""));
  input.addEventListener("change", () => {
    const value = parse(input.value);
    input.setCustomValidity(value === undefined ? problem : "");
    if (input.reportValidity() && value !== undefined) change(value);
  });
  const field = row(label, input);
  return {
    row: field,
    input,
    show(value) {
      if (document.activeElement === input) return;
      if (input.value !== value) input.value = value;
      input.setCustomValidity(""); // the invalid value is gone
    },
    hide(hidden) {
      field.hidden = hidden;
    },
  };
}

let choices = 0;

/** A few choices side by side, as radio buttons: one tab stop, arrows between them. */
export function choice<T extends string>(
  label: string,
  options: readonly (readonly [T, string])[],
  change: (value: T) => void,
) {
  const name = `choice-${++choices}`;
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
