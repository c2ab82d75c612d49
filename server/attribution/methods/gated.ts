// Gradient times input (docs/method.md, section 2): W_x[:, x_{t-k}] . (d_{t-k} * g_{t->t-k}), the first-order effect on the
// pre-activation. A saturated neuron, whose gate d is near zero, passes nothing on.
import type { BackwardMethod } from "./method";

export const gated: BackwardMethod = { shares: ({ gated }) => gated };
