// Serves this checkout to the web extension host, which loads an extension from an address of http only: then VS Code takes the
// manifest's browser entry. The paths are those of the disk. One server for the process, which does not keep it alive.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { root } from "./cache.mjs";

/** Whether windows open with the extension in the web extension host: `run.mjs web` says so to its tests. */
export const inWeb = () => process.env.SPARSE_DIFF_WEB === "1";

/** @type {Record<string, string>} */
const TYPES = {
  ".js": "text/javascript",
  ".json": "application/json",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** @type {Promise<string> | undefined} */
let served;

/** Where the checkout is served: an authority, localhost:PORT. */
export function webAuthority() {
  served ??= new Promise((resolve, reject) => {
    const server = http.createServer(answer);
    server.unref();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      resolve(`localhost:${port}`);
    });
  });
  return served;
}

/**
 * @param {http.IncomingMessage} request
 * @param {http.ServerResponse} response
 */
function answer(request, response) {
  const asked = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
  const file = path.normalize(asked);
  // The window is of another origin, as it is on vscode.dev.
  response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
  const isOurs = file.startsWith(`${root}${path.sep}`);
  if (!isOurs || !fs.statSync(file, { throwIfNoEntry: false })?.isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader("Content-Type", TYPES[path.extname(file)] ?? "application/octet-stream");
  fs.createReadStream(file).pipe(response);
}
