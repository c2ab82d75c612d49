// The language of a page: the translations that came with it as a block of data. Loaded for its effect, once, by the main module
// of each page; a page without such a block is English.
import { speak } from "../../server/protocol/words/l10n";

const block = document.getElementById("translations")?.textContent;
if (block) speak(JSON.parse(block));
