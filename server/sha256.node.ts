// SHA-256 on Node, by node:crypto. The bundle of the web worker takes sha256.browser.ts in its place.
import { createHash, type Hash } from "node:crypto";
import type { RunningSha256 } from "./files";

/** Of all of `bytes`, lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function startSha256(): RunningSha256 {
  return running(createHash("sha256"));
}

function running(hash: Hash): RunningSha256 {
  return {
    update: (bytes) => void hash.update(bytes),
    copy: () => running(hash.copy()),
    digest: () => hash.digest("hex"),
  };
}
