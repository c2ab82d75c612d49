// Entry point of a worker thread on Node: connects the port to the parent thread with every kind of job.
import { parentPort } from "node:worker_threads";
import { kinds, serveWorker } from "./jobs/worker";
import { loadNative } from "./native.node";

if (!parentPort) throw new Error("main.worker runs as a worker thread only");
// Where they are missing, no job asks for them.
loadNative({ isTried: true });
serveWorker(parentPort, kinds);
