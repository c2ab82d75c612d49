// The table of commands.
import type { Command } from "./command";
import { bench } from "./commands/bench";
import { convert } from "./commands/convert";
import { info } from "./commands/info";
import { report } from "./commands/report";
import { trace } from "./commands/trace";
import { train } from "./commands/train";
import { verify } from "./commands/verify";

export const commands: readonly Command[] = [info, trace, report, train, verify, bench, convert];
