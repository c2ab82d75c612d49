// A process that begins to write a file and ends after so many of its steps; started by temporary.test.ts. Its one thread for
// files does something slow before each step, so that it ends while a step waits.
import { pbkdf2 } from "node:crypto";
import { discardAtEnd, nodeFiles } from "../../../../server/files.node";

const [, , path, steps] = process.argv;
const files = nodeFiles();
discardAtEnd(files);
let left = Number(steps);
const slow = () =>
  left-- > 0 ? pbkdf2("slow", "slow", 20_000, 32, "sha256", slow) : process.exit(0);
slow();
void files.writeAtomic(path, new Uint8Array(1000));
