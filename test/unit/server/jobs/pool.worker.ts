// The worker thread of pool.test.ts: the project's own kinds of jobs, and some that misbehave.
import { parentPort } from "node:worker_threads";
import { kinds, serveWorker } from "../../../../server/jobs/worker";
import { misbehaving } from "./pool.kinds";

serveWorker(parentPort!, [...kinds, ...misbehaving]);
