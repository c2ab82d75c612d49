// What a neuron of the layer that is read out is called, alike in every table and sentence.

/** h68 with one layer; h2.68 with several, after the layer, counted from 1 at the input. */
export function neuronName(neuron: number, layers = 1): string {
  return layers === 1 ? `h${neuron}` : `h${layers}.${neuron}`;
}
