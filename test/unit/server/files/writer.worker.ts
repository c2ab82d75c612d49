// A process that writes one large file and then waits to be ended; started by temporary.test.ts.
import { discardAtEnd, nodeFiles } from "../../../../server/files.node";

const files = nodeFiles();
discardAtEnd(files);
setInterval(() => undefined, 1000);
void files.writeAtomic(process.argv[2]!, new Uint8Array(2 ** 28));
