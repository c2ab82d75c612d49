// Guesses what an unused tensor is by its name and shape, for the error message. Nothing is decided by this guess.

const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/_reverse$/, "a second direction, which reads the future (bidirectional)"],
  [/weight_hr/, "a projection of the hidden state (proj_size)"],
  [/running_(mean|var)$/, "a BatchNorm between cell and readout"],
  [
    /(^|[._])(layer_?norm|ln_?\w*|norm\w*|layernorm\w*)\.(weight|bias)$/i,
    "a LayerNorm between cell and readout",
  ],
  [/(^|[._])(bn\w*|batch_?norm\w*)\.(weight|bias)$/i, "a BatchNorm between cell and readout"],
  [/(^|[._])(h_?0|c_?0|h_?init|init\w*|initial\w*|start\w*|state\w*)$/i, "a learned first state"],
  [/in_proj|attn|attention|query|key|value/i, "an attention layer"],
  [/conv/i, "a convolution"],
  [/exp_avg|momentum|adam|optim|^m(Wxh|Whh|Why|bh|by)$|(^|[._])mem/i, "the state of an optimiser"],
  [/_g$|_v$|original\d$/, "half of a weight_norm whose other half is missing or of another shape"],
  [/^(W_|b_|W[xh][hy]$|b[hy]$)/, "part of a second net"],
  [/weight_ih|weight_hh|bias_ih|bias_hh/, "part of a second recurrent module"],
];

/** @param H hidden size of the net it was found with */
export function looksLike(name: string, shape: readonly number[], H = 0): string {
  for (const [pattern, words] of BY_NAME) if (pattern.test(name)) return words;
  if (shape.length > 2 && shape.every((n) => n === 1 || n === H)) return "a learned first state";
  if (shape.length > 2) return "a convolution";
  if (shape.length === 2 && shape[1] === H) return "a second linear layer on the hidden state";
  if (shape.length === 2) return "another layer or embedding";
  if (shape.length === 1 && shape[0] === H) return "a normalisation, a scale or a second bias";
  return "a part that a plain recurrent net does not have";
}
