// SHA-256 in a web worker, by @noble/hashes: a browser's own gives its answer later and of whole texts only, while the server
// needs it at once and of texts that grow. The bundle of the web worker takes this file where sha256.node.ts is imported.
import { sha256 as noble } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { RunningSha256 } from "./files";

/** Of all of `bytes`, lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return bytesToHex(noble(bytes));
}

export function startSha256(): RunningSha256 {
  return running(noble.create());
}

function running(hash: ReturnType<typeof noble.create>): RunningSha256 {
  return {
    update: (bytes) => void hash.update(bytes),
    copy: () => running(hash.clone()),
    digest: () => bytesToHex(hash.digest()),
  };
}
