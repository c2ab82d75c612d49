// The SHA-256 of a text for a request, in slices between which others are heard. How it is computed is in hashed.ts.
import type { Files } from "../files";
import { hashed } from "../hashed";
import { inSlices, NEVER } from "../jobs/slices";

/** Lower-case hex. */
export async function sha256InSlices(files: Files, bytes: Uint8Array): Promise<string> {
  return (await inSlices(hashed(files.startSha256(), bytes), NEVER)) as string;
}
