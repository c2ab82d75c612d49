// What is killed or let down at random moments: servers, their threads, the command line, disks, clocks (kills/). A failure prints the
// seed of its round; moments are random too, so that a round may have to be repeated.
import { createRandom } from "../../../server/training/random";
import { KilledCommands } from "./kills/commands";
import { KilledCorpora } from "./kills/corpus";
import { BadDisks } from "./kills/disk";
import { KilledServers } from "./kills/servers";
import { stage } from "./kills/stage";
import { DyingThreads } from "./kills/threads";
import { type LongRun, type Report, rounds } from "./report";

export interface Kills {
  readonly servers: number;
  readonly commands: number;
  readonly corpora: number;
  readonly threads: number;
  readonly disks: number;
}

/** In one round. */
const KILLS: Kills = { servers: 24, commands: 6, corpora: 1, threads: 4, disks: 1 };

export async function run(long: LongRun): Promise<void> {
  await rounds(long, (seed) => someKills(seed, KILLS, long.report));
}

export async function someKills(seed: number, kills: Kills, report: Report): Promise<void> {
  const own = createRandom(seed);
  const random = () => own.uniform();
  const there = stage();
  const times = async (count: number, one: () => Promise<void>) => {
    for (let i = 0; i < count; i++) await one();
  };
  try {
    const servers = new KilledServers(there, report);
    await times(kills.servers, () => servers.kill(random));
    await (await servers.start()).end();
    const commands = new KilledCommands(there, report);
    await times(kills.commands, () => commands.kill(random));
    const corpora = new KilledCorpora(there, report);
    await times(kills.corpora, () => corpora.kill(random));
    const threads = new DyingThreads(there, report);
    await times(kills.threads, () => threads.kill(random));
    await threads.end();
    const disks = new BadDisks(there, report);
    await times(kills.disks, async () => {
      await disks.limitedFile(random);
      await disks.fullDisk();
      await disks.readOnly(random);
      await disks.movingModel(random);
      await disks.clockBack(random);
    });
  } finally {
    there.end();
  }
}
