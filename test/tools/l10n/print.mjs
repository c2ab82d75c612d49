// Prints the literals of these folders, or of all, that look like words and have no translation. Run at the root of the repository.
import { sentencesIn, sources } from "./sentences.mjs";

const { keys, bare } = sentencesIn(
  sources(process.argv.length > 2 ? process.argv.slice(2) : undefined),
);
const unique = new Set(keys.map(({ text }) => text));
console.log(`${unique.size} keys, ${bare.length} literals without a translation:`);
for (const { text, place } of bare) console.log(`${place}: ${text}`);
