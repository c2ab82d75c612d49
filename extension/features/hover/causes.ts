// The middle of the hover: the bytes that the prediction rests on, each a link, and whether gradient and occlusion agree.
// Where nothing was found by running the net, what holds for every gradient is said instead. Markdown; pure.
import type { EditorCauses } from "../../../server/protocol/wire/causes";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import {
  agreementSentence,
  byteAndLag,
  decisiveSentence,
  enoughSentence,
  type NameByte,
  searchSentence,
} from "../../../server/protocol/words/causes";
import { l10n } from "../../../server/protocol/words/l10n";
import { caveat, generally } from "../../../server/protocol/words/traceWords";
import { COMMANDS } from "../../state/ids";
import type { LinkTarget } from "../../state/links";
import { commandLink, literal } from "../../state/literal";

/** @param link the place whose prediction rests on them */
export function causesMarkdown(causes: EditorCauses, link: LinkTarget): string {
  const name = linked(causes);
  const decisive = `${decisiveSentence(causes, name)}${whatIfLink(causes, link)}`;
  const sets = `${enoughSentence(causes, name)}\\\n${decisive}`;
  return `${sets}\\\n_${literal(`${searchSentence(causes)} ${agreementSentence(causes)}`)}_`;
}

/** Bytes that the brief answer names of each set before the rest is counted. */
const NAMED_BRIEFLY = 3;

/**
 * The same without how they were found. Where something speaks against the numbers, that stands in the brief answer, and
 * there is room for the decisive bytes only; null if there is none for them either.
 */
export function briefCauses(
  { isUsable, character, trace }: Pick<EditorTrace, "isUsable" | "character" | "trace">,
  causes: EditorCauses,
  unknownBits: number | null,
): string | null {
  const name = linked(causes);
  const decisive = decisiveSentence(causes, name, NAMED_BRIEFLY);
  const isDoubted = isUsable && caveat({ trace }, unknownBits) !== null;
  if (!isDoubted) return `${enoughSentence(causes, name, NAMED_BRIEFLY)} ${decisive}`;
  return character !== null && character.bytes.length > 1 ? null : decisive;
}

/** @param offered the place to look at, if causes are looked for on demand; null if they are not looked for */
export function withoutCauses(
  result: EditorTrace,
  unknownBits: number | null,
  offered: LinkTarget | null,
): string | null {
  const said = caveat(result, unknownBits) === null ? `_${literal(generally(result))}_` : "";
  const title = l10n`Runs the net with bytes replaced; takes a while with a model of this size`;
  const look = offered
    ? commandLink(l10n`What does it rest on?`, COMMANDS.causalCheck, offered, title)
    : "";
  return [said, look].filter((part) => part !== "").join(" ") || null;
}

/** A byte's link goes there and explains it in turn. */
function linked({ uri, names, spans }: EditorCauses): NameByte {
  const plain = byteAndLag(names);
  return (k) => {
    const span = spans[k];
    if (!span) return literal(plain(k));
    const earlier = spans.slice(k + 1).filter((other) => other.utf16Start === span.utf16Start);
    const link: LinkTarget = { uri, utf16: span.utf16Start, byteOfCharacter: earlier.length };
    return commandLink(plain(k), COMMANDS.explainByte, link, l10n`Go to this byte and explain it`);
  };
}

/** To the other values of the byte that matters most. */
function whatIfLink({ necessary, sufficient, names }: EditorCauses, link: LinkTarget): string {
  const lag = (necessary.found ? necessary : sufficient).lags[0];
  if (lag === undefined) return "";
  const label = l10n`What if ${names[lag]} were...`;
  const title = l10n`The prediction with other values of this byte, without touching the file`;
  return ` ${commandLink(label, COMMANDS.whatIf, { ...link, lag }, title)}`;
}
