// The rows of the two lists of What If This Byte Were...: the bytes of the window, and the 256 values of one of them. Numbers
// come from the server; what is taken away of them is in takenAway.ts. Pure.
import { CAUSE_LAGS } from "../../../server/protocol/vocabulary/tracing";
import type { EditorCauses } from "../../../server/protocol/wire/causes";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import type { EditorWhatIfByte } from "../../../server/protocol/wire/whatIf";
import { hex } from "../../../server/protocol/words/byteNames";
import { l10n } from "../../../server/protocol/words/l10n";
import { probability, signed, three } from "../../../server/protocol/words/numbers";
import { attributionName } from "../../../server/protocol/words/traceWords";
import { type ByteChange, byteChanges, probabilityOf } from "../../../server/protocol/words/whatIf";

const DOT = " \u00b7 ";

interface Group<T> {
  readonly heading: string;
  readonly rows: readonly T[];
}

export interface WindowRow {
  readonly label: string;
  readonly description: string;
  readonly lag: number;
}

/** Those that the prediction rests on first, as far as that is known, then the nearest. */
export function windowRows(
  { trace, names }: Pick<EditorTrace, "trace" | "names">,
  causes: EditorCauses | undefined,
): Group<WindowRow>[] {
  const window = trace.offsets.filter(({ k }) => k <= CAUSE_LAGS);
  const decisive = causes?.necessary.found ? causes.necessary.lags : [];
  const enough = (causes?.sufficient.lags ?? []).filter((k) => !decisive.includes(k));
  const others = window.map(({ k }) => k).filter((k) => ![...decisive, ...enough].includes(k));
  const rowAt = (lag: number): WindowRow[] => {
    const offset = window[lag];
    if (!offset) return [];
    const effect = causes?.occlusion[lag];
    const number =
      effect === undefined
        ? `${attributionName(trace.method)} ${signed(offset.attribution)}`
        : l10n`occlusion ${signed(effect)}`;
    const description = [`k ${lag}`, l10n`byte ${offset.position}`, l10n`${number} nats`].join(DOT);
    return [{ label: names.offsets[lag] ?? "", description, lag }];
  };
  return [
    { heading: l10n`decisive`, rows: decisive.flatMap(rowAt) },
    { heading: l10n`enough alone together`, rows: enough.flatMap(rowAt) },
    { heading: l10n`nearest first`, rows: others.flatMap(rowAt) },
  ].filter(({ rows }) => rows.length > 0);
}

export interface ValueRow {
  readonly label: string;
  readonly description: string;
  readonly value: number;
  readonly isInText: boolean;
}

export function valueRows(answer: EditorWhatIfByte): Group<ValueRow>[] {
  const [own, ...others] = byteChanges(answer).map((change) => valueRow(answer, change));
  return [
    { heading: l10n`in the text`, rows: own ? [own] : [] },
    { heading: orderWords(answer), rows: others },
  ];
}

function valueRow(answer: EditorWhatIfByte, { value, bits, change, expected }: ByteChange) {
  const isInText = value === answer.value;
  const loss = isInText ? l10n`${three(bits)} bits, as in the text` : l10n`${signed(change)} bits`;
  const held = expected === null ? [] : [l10n`expected ${probability(expected)}`];
  return {
    label: valueName(answer, value),
    description: [`p ${probabilityOf(bits)}`, loss, ...held].join(DOT),
    value,
    isInText,
  };
}

/** 'n' 0x6E 110: by any of the three a value is found. */
function valueName({ names }: EditorWhatIfByte, value: number): string {
  const name = names[value] ?? "";
  const number = hex(value);
  return [name, ...(name.includes(number) ? [] : [number]), value].join("  ");
}

/** Short, because a heading takes the room of the row below it. */
export function orderWords({ expectedByValue }: EditorWhatIfByte): string {
  return expectedByValue ? l10n`expected there most first` : l10n`largest change first`;
}

/** On the byte in the text: 'n' here: p of 'x' 8.71e−5, +13.5 bits */
export function labelWords(answer: EditorWhatIfByte, value: number): string {
  const { names, targetName, bits, bitsByValue } = answer;
  const lost = bitsByValue[value] ?? bits;
  const p = l10n`p of ${targetName} ${probabilityOf(lost)}`;
  if (value === answer.value)
    return l10n`${names[value]}, as in the text: ${p}, ${three(bits)} bits`;
  const change = byteChanges(answer).find((each) => each.value === value)?.change ?? 0;
  return l10n`${names[value]} here: ${p}, ${signed(change)} bits`;
}
