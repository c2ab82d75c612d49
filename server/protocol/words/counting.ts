// What editor and terminal say alike of counting beside the net (docs/counting.md). Computes nothing.
import { marked } from "./l10n";

/** Where memory did not hold all contexts of a text. */
export const CONTEXTS_FORGOTTEN = marked(
  "contexts used least recently were forgotten for want of memory; with all of them the number would be another",
);
