// Unpacks chosen entries of a zip archive with fflate: each name once, stored or deflated, and no more of them than a
// model needs. Not here: what the entries hold.
import { unzipSync } from "fflate";
import { l10n } from "../protocol/words/l10n";
import { shortened } from "../protocol/words/shortened";
import { InputError } from "./inputError";

/** Entries of an archive, wanted or not. */
const MOST_ENTRIES = 100_000;
/** Entries that are unpacked at once. */
const MOST_WANTED = 10_000;
/** Bytes of all wanted entries together, unpacked. */
const MOST_BYTES = 2 ** 30;
const STORED = 0;
const DEFLATED = 8;

/**
 * Copies the wanted entries out of an archive, each once.
 * @param wants is asked for every entry, in the order of the directory
 * @param refuse throws an InputError
 */
export function unpack(
  bytes: Uint8Array,
  wants: (name: string) => boolean,
  refuse: (sentence: string) => never,
): Readonly<Record<string, Uint8Array>> {
  const seen = new Set<string>();
  let [wanted, total] = [0, 0];
  try {
    return unzipSync(bytes, {
      filter: ({ name, size, originalSize, compression }) => {
        if (seen.has(name))
          refuse(l10n`the archive has '${shortened(name)}' twice; expected each name once`);
        seen.add(name);
        if (seen.size > MOST_ENTRIES)
          refuse(l10n`more than ${MOST_ENTRIES} entries; expected a smaller archive`);
        if (!wants(name)) return false;
        if (compression !== STORED && compression !== DEFLATED)
          refuse(
            l10n`'${shortened(name)}' is packed by method ${compression}; expected stored or deflated`,
          );
        // What is stored is copied by its size in the archive, whatever the size it says it unpacks to.
        total += Math.max(size, originalSize);
        wanted++;
        if (wanted > MOST_WANTED || total > MOST_BYTES)
          refuse(
            l10n`more than ${MOST_WANTED} arrays or ${MOST_BYTES} bytes of them; expected a smaller archive`,
          );
        return true;
      },
    });
  } catch (error) {
    if (error instanceof InputError) throw error;
    return refuse(
      l10n`the zip archive is damaged (${(error as Error).message}); expected a whole one`,
    );
  }
}
