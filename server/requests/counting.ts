// sparseDiff/counting: what counting says of one byte of an open document beside the net. In slices. Not here: the counts
// (documents/documentCounting.ts), and the bytes that are worth a look (strongBytes.ts).
import type { ResponseError } from "vscode-languageserver-protocol";
import { earlierMatch } from "../counting/earlierMatch";
import type { Binding } from "../documents/binding";
import { shownCharacterAt } from "../documents/characters";
import { type Cancellation, inSlices } from "../jobs/slices";
import type { CountingParams, CountingResult, EarlierPlace } from "../protocol/wire/counting";
import type { FailureData } from "../protocol/wire/messages";
import { predictionNames } from "../protocol/words/traceNames";
import { explainedByte, onDocument } from "./guard";
import type { Session } from "./session";

type Failure = ResponseError<FailureData>;

export function counting(
  session: Session,
  params: CountingParams,
  asked: Cancellation,
): Promise<CountingResult | Failure> {
  return onDocument<CountingResult>(session, params, undefined, asked, async (binding, wanted) => {
    const { uri, version } = params;
    const { bytes } = binding.document;
    const position = explainedByte(bytes, params);
    if (position === 0) return { kind: "noPast", version };
    const copy = (from: number, to: number) => bytes.copyBytes(from, to);
    const match = await inSlices(earlierMatch(copy, position), wanted);
    if (wanted.isCancellationRequested) return undefined;
    const { order, forgotten } = binding.counting;
    return {
      kind: "counting",
      uri,
      version,
      position,
      order,
      bits: countingBits(binding, position),
      forgotten,
      match: match ? { ...match, ...placeOf(binding, match) } : null,
    };
  });
}

/** What counting pays for a byte; null until it is counted, and past the end of the text. */
export function countingBits({ counting }: Binding, byte: number): number | null {
  return counting.bits(byte, byte + 1)?.[0] ?? null;
}

function placeOf(
  { document: { bytes } }: Binding,
  { at, length, next }: { readonly at: number; readonly length: number; readonly next: number },
): Pick<EarlierPlace, "name" | "span"> {
  const copy = (from: number, to: number) => bytes.copyBytes(from, to);
  const { target } = predictionNames({ position: at - 1, target: next }, bytes.byteLength, copy);
  const utf16Start = shownCharacterAt(bytes, at - length).utf16Start;
  return { name: target, span: { utf16Start, utf16End: shownCharacterAt(bytes, at - 1).utf16End } };
}
