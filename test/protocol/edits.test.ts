// Random edits, models and deaths of a real server against a server that is given the whole text at once: a few cases with one
// seed. `npm run fuzz -- --only edits` has as many as one likes.
import { test } from "node:test";
import { someCases } from "../tools/fuzz/edits";
import { Figures } from "../tools/fuzz/report";

test("every answer about an edited text is that about the same text given whole", async () => {
  await someCases(20261127, 4, new Figures());
});
