// Path of the bundled worker entry, beside the bundle that is running (dist/server.js, dist/cli.js).
import { join } from "node:path";

export const workerScript = join(__dirname, "worker.js");
