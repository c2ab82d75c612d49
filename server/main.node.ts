// Entry point of the server process on Node: a connection over the channel of its parent, the file system, the
// fastest kernels this machine supports, a pool of worker threads. Not here: the server of other editors (lsp/streams.ts).
import { availableParallelism } from "node:os";
import {
  createConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ProposedFeatures,
} from "vscode-languageserver/node";
import { discardAtEnd, nodeFiles } from "./files.node";
import { ThreadPool, workerScript } from "./jobs/threads.node";
import { selectKernels } from "./kernels/select";
import { loadNative } from "./native.node";
import { serve } from "./serve";
import { wellFormed } from "./wellFormed";

/** Threads start when there is long work and end soon after it. One extra thread, for training. */
const pool = new ThreadPool({
  script: workerScript,
  size: 1 + Math.min(4, availableParallelism()),
});
/**
 * A pool per training run and per measure, so that these do not wait for each other and reading long documents waits for
 * none of them.
 */
const ownThreads = (most: number, left = 0) =>
  new ThreadPool({
    script: workerScript,
    size: Math.max(1, Math.min(most, availableParallelism() - left)),
  });

/** The channel of the parent process, through which the extension speaks. */
function connect() {
  const writer = new IPCMessageWriter(process);
  const reader = wellFormed(new IPCMessageReader(process), writer);
  return createConnection(ProposedFeatures.all, reader, writer);
}

if (process.send === undefined) {
  process.stderr.write(
    "the attribution server: no channel of a parent process; expected to be started by the extension. For other editors: sparse-diff lsp\n",
  );
  process.exit(2);
}
const files = nodeFiles();
discardAtEnd(files);
const without = loadNative();
serve(connect(), files, selectKernels(), pool, ownThreads, without);
