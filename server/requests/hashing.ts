// The SHA-256 of a text of any length, in slices: 60 MB at once would be a tenth of a second in which nothing is heard.
import type { Files } from "../files";
import { inSlices } from "../jobs/slices";

/** Bytes between two pauses, a few milliseconds. */
const PIECE = 2 ** 20;

/** Lower-case hex. */
export async function sha256InSlices(files: Files, bytes: Uint8Array): Promise<string> {
  const never = { isCancellationRequested: false };
  return (await inSlices(hashed(files, bytes), never)) as string;
}

function* hashed(files: Files, bytes: Uint8Array): Generator<void, string> {
  const hash = files.startSha256();
  for (let at = 0; at < bytes.length; at += PIECE) {
    hash.update(bytes.subarray(at, at + PIECE));
    yield;
  }
  return hash.digest();
}
