// The files below a folder of the editor, asked for folder by folder. Links are left out: the editor does not say where they
// lead. Not here: which of them are text (requests/trainFolder.ts).
import type { Entry } from "./files";
import { type Cancellation, NEVER } from "./jobs/slices";
import { fileListRequest, type ListedFile } from "./protocol/wire/files";
import type { Request } from "./protocol/wire/request";

/** Each is asked about on its own; more than this takes minutes. */
const MOST_ENTRIES = 20_000;

type Ask = <P, R>(request: Request<P, R>, params: P) => Promise<R>;

/**
 * @param skips names that are neither listed nor looked into
 * @param token once cancelled, only what was found until then is listed
 */
export async function filesBelow(
  ask: Ask,
  root: string,
  skips: (name: string) => boolean,
  token: Cancellation = NEVER,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  const enter = async (folder: string, inside: string): Promise<void> => {
    for (const found of await ask(fileListRequest, { uri: folder })) {
      if (token.isCancellationRequested) return;
      if (found.isLink || skips(found.name)) continue;
      const name = `${inside}${found.name}`;
      if (found.kind === "folder") await enter(found.uri, `${name}/`);
      else entries.push(entryOf(name, found));
      if (entries.length > MOST_ENTRIES)
        throw new Error(`more than ${MOST_ENTRIES} files are below it`);
    }
  };
  await enter(root, "");
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function entryOf(name: string, { uri, kind, size }: ListedFile): Entry {
  return { name, path: uri, kind: kind === "file" ? "file" : "device", size, identity: uri };
}
