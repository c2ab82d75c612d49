// Entry of a worker thread under Node: the port to the thread that started it, every kind of job.
import { parentPort } from "node:worker_threads";
import { kinds } from "./jobs/kinds";
import { serveWorker } from "./jobs/worker";

if (!parentPort) throw new Error("main.worker runs as a worker thread only");
serveWorker(parentPort, kinds);
