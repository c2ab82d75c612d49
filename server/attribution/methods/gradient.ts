// The paper's gradient (docs/method.md, section 2): W_x[:, x_{t-k}] . g_{t->t-k}, the first-order effect on L of
// adding the column of a byte to the hidden state. The backward trace also sums the gated one, since both need the
// same g.
import type { BackwardMethod } from "./method";

export const gradient: BackwardMethod = { shares: ({ gradient }) => gradient };
