// Random use of the real editor: after each batch of steps, every painted range, the status bar and the sidebar equal those of
// the window just reloaded with the same text and settings. A few cases by default; by time in `npm run fuzz`.
import { after, before } from "node:test";
import fc from "fast-check";
import { longRun, writeFigures } from "./longRun";
import { pageTest } from "./page";
import { MODELS, RandomUse, TEXTS } from "./random/randomUse";
import { arbitraryStep } from "./random/steps";

const CASES = 1;
const { minutes, seed } = longRun();
let use: RandomUse;

before(async () => {
  use = await RandomUse.begin();
});
after(() => use?.close());

pageTest("random use: the window shows what it shows after a reload", async () => {
  const steps = fc.array(arbitraryStep(MODELS), {
    minLength: 3,
    maxLength: minutes > 0 ? 40 : 12,
    size: "max",
  });
  console.log(`seed ${seed}`);
  try {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...TEXTS), steps, fc.nat(100_000), (text, all, probe) =>
        use.holds(text, all, probe),
      ),
      minutes > 0
        ? {
            seed,
            numRuns: 1e6,
            interruptAfterTimeLimit: minutes * 60_000,
            markInterruptAsFailure: false,
          }
        : { seed, numRuns: CASES },
    );
  } finally {
    if (minutes > 0) writeFigures({ ...use.figures });
  }
});
