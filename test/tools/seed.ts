// Property tests see the same cases at every run, so that a run that passed passes again. With
// SPARSE_DIFF_SEED=random (npm run fuzz) every run sees new ones; a number repeats a run that failed.
import fc from "fast-check";

const { SPARSE_DIFF_SEED: wanted = "20260209" } = process.env;
if (wanted !== "random") fc.configureGlobal({ seed: Number(wanted) });
