// How a person names a neuron: h99, or its number.

/** Undefined unless the model has such a neuron. */
export function neuronOf(text: string, hiddenSize: number): number | undefined {
  const digits = /^\s*h?(\d{1,5})\s*$/i.exec(text)?.[1];
  const neuron = Number(digits);
  return digits !== undefined && neuron < hiddenSize ? neuron : undefined;
}
