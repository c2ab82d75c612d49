// textDocument/hover: the answer for the hovered character in the words of the extension's hover, as text. Markdown holds it
// in a block of text, since names of bytes are full of what Markdown reads as markup.
import {
  type Hover,
  MarkupKind,
  type Position,
  ResponseError,
} from "vscode-languageserver-protocol";
import type { Binding } from "../documents/binding";
import type { Cancellation } from "../jobs/slices";
import type { EditorTrace, FailureData } from "../protocol/wire/messages";
import { unansweredSentence, unknownBits } from "../protocol/words/reading";
import { shortReading } from "../protocol/words/traceReading";
import { causes } from "../requests/causes";
import { counting } from "../requests/counting";
import { trace } from "../requests/trace";
import type { OpenTexts } from "./openTexts";
import { type Encoding, placeIn, rangeOut } from "./places";
import { type LspSettings, traceSettings } from "./settings";

export interface HoverForm {
  readonly encoding: Encoding;
  readonly markup: MarkupKind;
}

/** The first form that the client prefers and that is one of the two. */
export function markupOf(preferred: readonly string[] | undefined): MarkupKind {
  const known: readonly string[] = [MarkupKind.Markdown, MarkupKind.PlainText];
  const first = preferred?.find((name) => known.includes(name));
  return (first as MarkupKind | undefined) ?? MarkupKind.PlainText;
}

export async function hover(
  texts: OpenTexts,
  settings: LspSettings,
  { encoding, markup }: HoverForm,
  uri: string,
  at: Position,
  token: Cancellation,
): Promise<Hover | ResponseError<FailureData>> {
  const { session } = texts;
  const asked = ({ document: { version, bytes } }: Binding) => ({
    uri,
    version,
    place: { kind: "character" as const, ...placeIn(bytes, at, encoding) },
    settings: traceSettings(settings),
  });
  const answer = await texts.answered(uri, token, (binding) =>
    trace(session, asked(binding), token),
  );
  if (answer instanceof ResponseError) return answer;
  if (answer.kind !== "trace") return { contents: contentsOf(unansweredSentence(answer), markup) };
  const binding = session.binding(uri);
  // An edit meanwhile: what is asked next would be of another text.
  if (binding?.document.version !== answer.version)
    return { contents: contentsOf(shortReading(answer, null, settings.method), markup) };
  const [counted, found] = await Promise.all([
    counting(session, asked(binding), token),
    settings.causes ? causes(session, asked(binding), token, () => {}) : undefined,
  ]);
  const text = shortReading(answer, unknownBits(texts.status(uri)), settings.method, {
    ...(!(counted instanceof ResponseError) &&
      counted.kind === "counting" && { counting: counted }),
    ...(found && !(found instanceof ResponseError) && found.kind === "causes" && { causes: found }),
    lineOf: (utf16) => binding.document.bytes.positionOfUtf16(utf16).line,
  });
  return { contents: contentsOf(text, markup), ...rangeOf(answer, binding, encoding) };
}

/** None past the end of the text, nor where an edit has come meanwhile. */
function rangeOf(
  { target, version }: EditorTrace,
  { document }: Binding,
  encoding: Encoding,
): Pick<Hover, "range"> {
  if (!target || document.version !== version) return {};
  return { range: rangeOut(document.bytes, target, encoding) };
}

function contentsOf(text: string, markup: MarkupKind): Hover["contents"] {
  const value = markup === MarkupKind.Markdown ? `\`\`\`text\n${text}\n\`\`\`` : text;
  return { kind: markup, value };
}
