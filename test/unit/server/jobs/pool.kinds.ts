// Kinds of jobs for pool.test.ts, whose parts note when they run, wait, fail, or end their thread.
import type { JobKind } from "../../../../server/jobs/shared";

export interface Shared {
  /** [n] where parts leave their notes. */
  readonly cells: Int32Array;
}

/** Waits until cell 0 is not zero, then appends its argument after cell 1, which counts. */
export const noting: JobKind<Shared, number, number> = {
  name: "noting",
  open: ({ cells }) =>
    function* (argument) {
      while (Atomics.load(cells, 0) === 0) {
        Atomics.wait(cells, 0, 0, 5);
        yield;
      }
      cells[2 + Atomics.add(cells, 1, 1)] = argument;
      return argument;
    },
};

/** Ends its own thread the first `deaths` times. */
export const dying: JobKind<Shared & { deaths: number }, number, number> = {
  name: "dying",
  open: ({ cells, deaths }) =>
    function* (argument) {
      if (argument === 1 && Atomics.add(cells, 0, 1) < deaths) process.exit(3);
      yield;
      return 10 * argument;
    },
};

export const failing: JobKind<null, number, number> = {
  name: "failing",
  open: () =>
    function* (argument) {
      yield;
      throw new RangeError(`no part ${argument}`);
    },
};

export const endless: JobKind<Shared, null, never> = {
  name: "endless",
  open: ({ cells }) =>
    function* () {
      for (;;) {
        Atomics.store(cells, 0, 1);
        yield;
      }
    },
};

/** Increments the count in cell 1, waits without pausing until cell 0 is not zero, returns the count. */
export const waiting: JobKind<Shared, null, number> = {
  name: "waiting",
  open: ({ cells }) =>
    function* () {
      const count = Atomics.add(cells, 1, 1) + 1;
      Atomics.wait(cells, 0, 0);
      yield;
      return count;
    },
};

/** Its opening never ends. */
export const opening: JobKind<Shared, null, null> = {
  name: "opening",
  *open({ cells }) {
    for (;;) {
      Atomics.store(cells, 0, 1);
      yield;
    }
  },
};

/** It cannot be opened; cell 0 counts the attempts. */
export const closed: JobKind<Shared, null, null> = {
  name: "closed",
  open({ cells }) {
    Atomics.add(cells, 0, 1);
    throw new RangeError("not today");
  },
};

/** Sets cell 0 and never pauses; cell 1 counts the threads that began. */
export const deaf: JobKind<Shared, null, never> = {
  name: "deaf",
  open: ({ cells }) =>
    // biome-ignore lint/correctness/useYield: that it never pauses is what it is for.
    function* () {
      Atomics.add(cells, 1, 1);
      Atomics.store(cells, 0, 1);
      for (;;) Atomics.wait(cells, 2, 0, 1000);
    },
};

export const misbehaving = [noting, dying, failing, endless, waiting, opening, closed, deaf];
