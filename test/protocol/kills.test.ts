// A real server, its threads and the command line killed at random moments, and disks that let them down: a few of each with one seed.
// `npm run fuzz -- --only kills` has as many as one likes.
import { test } from "node:test";
import { someKills } from "../tools/fuzz/kills";
import { Figures } from "../tools/fuzz/report";

const none = { servers: 0, commands: 0, corpora: 0, threads: 0, disks: 0 };

for (const [name, kills] of [
  ["servers", { servers: 5 }],
  ["commands", { commands: 3 }],
  ["trainings on a folder", { corpora: 1 }],
  ["threads", { threads: 1 }],
  ["disks and clocks", { disks: 1 }],
] as const)
  test(`nothing is lost and nothing half-written is left: ${name}`, () =>
    someKills(20261127, { ...none, ...kills }, new Figures()));
