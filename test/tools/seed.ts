// Property tests see the same cases in every run, so that a passing run passes again. With SPARSE_DIFF_SEED=random
// every run sees new ones; a number, as `npm run fuzz -- --only properties` sets, repeats a failed run.
import fc from "fast-check";

const { SPARSE_DIFF_SEED: wanted = "20260209" } = process.env;
if (wanted !== "random") fc.configureGlobal({ seed: Number(wanted) });
