// sparseDiff/strongByte and strongLines: the bytes of an open document that are worth a look, since they surprise the net, or since
// counting or the other side of a comparison knows better. How they are found is in strongSearch.ts.
import type { ResponseError } from "vscode-languageserver-protocol";
import type { Binding } from "../documents/binding";
import { shownCharacterAt } from "../documents/characters";
import { Priority } from "../jobs/shared";
import { type Cancellation, inSlices } from "../jobs/slices";
import { type StrongKind, SURPRISE_SHARE } from "../protocol/vocabulary/counting";
import type {
  StrongByteParams,
  StrongByteResult,
  StrongLinesParams,
  StrongLinesResult,
} from "../protocol/wire/counting";
import type { FailureData, Pending } from "../protocol/wire/messages";
import { pack } from "../protocol/wire/packed";
import { l10n } from "../protocol/words/l10n";
import { several, three } from "../protocol/words/numbers";
import { comparisonOf, nothingCompared } from "./comparisons";
import { countingBits } from "./counting";
import { failure, onDocument } from "./guard";
import type { Session } from "./session";
import { aboveWhat, marksOfLines, search } from "./strongSearch";

type Failure = ResponseError<FailureData>;

export function strongByte(
  session: Session,
  params: StrongByteParams,
  asked: Cancellation,
): Promise<StrongByteResult | Failure> {
  const { of, bits, direction, version } = params;
  return onStrong<number, StrongByteResult>(session, params, asked, {
    purpose: "strongByte",
    priority: Priority.hover,
    look: (binding, above) => {
      const from = binding.document.bytes.byteOfPosition(params.from);
      return search(binding, of, above, from, direction);
    },
    answer: (binding, found, above) => {
      if (found < 0) {
        const { predictions } = binding.reading.summary;
        const isShort = bits === undefined && predictions * (1 - SURPRISE_SHARE) < 1;
        const sentence =
          of === "surprise" && isShort ? shortSentence(predictions) : noneSentence(of, above);
        return { kind: "none", version, sentence };
      }
      const { utf16Start, utf16End } = shownCharacterAt(binding.document.bytes, found);
      return {
        kind: "strong",
        version,
        position: found,
        span: { utf16Start, utf16End },
        netBits: binding.reading.netBits[found],
        countingBits: countingBits(binding, found),
        ...(of === "difference" && {
          difference: comparisonOf(binding)?.differences(found, found + 1)?.[0] ?? 0,
        }),
      };
    },
  });
}

export function strongLines(
  session: Session,
  params: StrongLinesParams,
  asked: Cancellation,
): Promise<StrongLinesResult | Failure> {
  const { of, version } = params;
  return onStrong<Uint32Array, StrongLinesResult>(session, params, asked, {
    purpose: "strongLines",
    priority: Priority.background,
    look: (binding, above) => marksOfLines(binding, of, above),
    answer: (_, starts) => ({ kind: "lines", version, starts: pack(starts) }),
  });
}

interface StrongWork<F, R> {
  readonly purpose: string;
  readonly priority: Priority;
  /** @param above the strength of a byte above which it is strong */
  readonly look: (binding: Binding, above: number) => Generator<void, F>;
  readonly answer: (binding: Binding, found: F, above: number) => R;
}

/** What is asked of the strong bytes of a text: pending until the text is read and, where that matters, counted. */
function onStrong<F, R>(
  session: Session,
  params: StrongLinesParams & Pick<StrongByteParams, "bits">,
  asked: Cancellation,
  { purpose, priority, look, answer }: StrongWork<F, R>,
): Promise<R | Pending | Failure> {
  const { of, bits, version } = params;
  return onDocument<R | Pending>(session, params, purpose, asked, async (binding, wanted) => {
    if (of === "difference" && !comparisonOf(binding)) return nothingCompared(params.uri);
    const pending = pendingOf(binding, of, version);
    if (pending) return pending;
    const work = function* () {
      const above = yield* aboveWhat(binding, of, bits);
      return { above, found: yield* look(binding, above) };
    };
    const done = await inSlices(work(), wanted, undefined, priority);
    if (!done || wanted.isCancellationRequested) return undefined;
    return answer(binding, done.found, done.above);
  });
}

function pendingOf(
  binding: Binding,
  of: StrongKind,
  version: number,
): Pending | Failure | undefined {
  const { reading, counting } = binding;
  const comparison = of === "difference" ? comparisonOf(binding) : undefined;
  if (comparison && !comparison.finished) return comparison.pending(version);
  if (!reading.finished)
    return { kind: "pending", version, percent: Math.floor(100 * reading.fraction) };
  if (of === "countingWins" && counting.failure !== undefined)
    return failure("request", counting.failure);
  if (of === "countingWins" && !counting.finished)
    return { kind: "pending", version, percent: counting.percent };
  return undefined;
}

function shortSentence(predictions: number): string {
  const found = several(predictions, "predicted byte");
  return l10n`A surprise costs more than 99 of 100 bytes of the text, which has only ${found}.`;
}

function noneSentence(of: StrongKind, above: number): string {
  if (of === "difference")
    return l10n`At no byte of this text do the two sides differ by more than 1 bit.`;
  if (of === "countingWins")
    return l10n`At no byte of this text does counting know better than the net by more than 1 bit.`;
  return Number.isFinite(above)
    ? l10n`No byte of this text costs the net more than ${three(above)} bits.`
    : l10n`The net predicts no byte of this text.`;
}
