// Random use of the real editor: after each batch of steps, every painted range, the status bar, the sidebar and a hover equal
// those of the window just reloaded with the same text and settings. One case by default; by time in `npm run fuzz`, where a
// failure does not end the run, and its seed repeats it.
import { after, before } from "node:test";
import fc from "fast-check";
import { longRun, writeFigures } from "./longRun";
import { pageTest } from "./page";
import { MODELS, RandomUse, TEXTS } from "./random/randomUse";
import { arbitraryStep } from "./random/steps";

const { minutes, seed } = longRun();
const MOST_STEPS = minutes > 0 ? 40 : 12;
/** For making a failed case smaller. */
const SHRINK_MS = 150_000;
const MOST_FAILURES = 8;
let use: RandomUse;

before(async () => {
  use = await RandomUse.begin();
});
after(() => use?.close());

const steps = fc.array(arbitraryStep(MODELS), { minLength: 3, maxLength: MOST_STEPS, size: "max" });
/** When the case of this seed failed first. */
let failedAt: number | undefined;
const property = fc.asyncProperty(
  fc.noBias(fc.tuple(fc.constantFrom(...TEXTS), steps, fc.nat(100_000))),
  async ([text, all, probe]) => {
    // Passing ends the search for a smaller case.
    if (failedAt !== undefined && Date.now() - failedAt > SHRINK_MS) return;
    try {
      await use.holds(text, all, probe);
    } catch (error) {
      if (failedAt === undefined) console.error(`picture: ${await use.picture()}`);
      failedAt ??= Date.now();
      throw error;
    }
  },
);

pageTest("random use: the window shows what it shows after a reload", async () => {
  const end = Date.now() + minutes * 60_000;
  const failures: string[] = [];
  let one = seed;
  do {
    failedAt = undefined;
    console.log(`seed ${one}`);
    try {
      await fc.assert(property, { seed: one, numRuns: 1 });
    } catch (error) {
      // fast-check keeps what failed in the cause.
      const { cause } = error as Error;
      failures.push(`--seed ${one} repeats this: ${cause ?? ""}\n${error}`);
      console.error(failures.at(-1));
    }
    one++;
  } while (Date.now() < end && failures.length < MOST_FAILURES);
  if (minutes > 0) writeFigures({ ...use.figures, failures });
  if (failures.length > 0) throw new Error(failures.join("\n\n"));
});
