// Entry point of a worker thread on Node: connects the port to the parent thread with every kind of job.
import { parentPort, workerData } from "node:worker_threads";
import type { WorkerStart } from "./jobs/shared";
import { kinds, serveWorker } from "./jobs/worker";
import { loadNative } from "./native.node";
import { speak } from "./protocol/words/l10n";

if (!parentPort) throw new Error("main.worker runs as a worker thread only");
speak((workerData as WorkerStart).translations);
// Where they are missing, no job asks for them.
loadNative({ isTried: true });
serveWorker(parentPort, kinds);
