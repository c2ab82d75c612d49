// The benchmark's side of the probe extension: requests over a socket, answers as JSON.
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export const probeFolder = path.join(import.meta.dirname, "probe");

export function makeProbe() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-probe-"));
  const socketPath = path.join(folder, "socket");
  return {
    env: { SPARSE_DIFF_PROBE: socketPath },
    /** The extension host starts a few moments after the window. */
    async started() {
      for (let tries = 0; !fs.existsSync(socketPath); tries++) {
        if (tries > 600) throw new Error("The probe did not start.");
        await sleep(100);
      }
    },
    /**
     * @param {string} command
     * @param {object} [values]
     * @returns {Promise<any>}
     */
    ask(command, values = {}) {
      return new Promise((resolve, reject) => {
        const request = http.request(
          { socketPath, path: `/${command}`, method: "POST" },
          (answer) => {
            let text = "";
            answer.setEncoding("utf8").on("data", (piece) => (text += piece));
            answer.on("end", () =>
              answer.statusCode === 200 ? resolve(JSON.parse(text)) : reject(new Error(text)),
            );
          },
        );
        request.on("error", reject).end(JSON.stringify(values));
      });
    },
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}
