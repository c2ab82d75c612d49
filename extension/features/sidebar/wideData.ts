// A selection or a neuron on the screen, as the sidebar's head, chart and lists need it. Of one byte: traceData.ts.
import type { Method } from "../../../server/protocol/vocabulary/tracing";
import type { Subject, TraceData } from "../../../server/protocol/wire/sidebar";
import type { EditorWideTrace } from "../../../server/protocol/wire/wideTrace";
import { l10n } from "../../../server/protocol/words/l10n";
import { visible } from "../../state/literal";
import { unitOf } from "../../state/onScreen";
import { wideFacts, wideHonesty, wideName, wideWhere } from "../../state/wideWords";
import { lagRows, type SubjectFacts, type TextOf, totalRows } from "./traceData";

export function wideData(result: EditorWideTrace, key: string, textOf: TextOf): TraceData {
  const { trace, isUsable, totals } = result;
  return {
    key,
    method: trace.method,
    unit: unitOf(result),
    target: null,
    likeliest: [],
    isUsable,
    lags: lagRows(result),
    words: totalRows(totals.words, textOf),
    lines: totalRows(totals.lines, textOf),
    neurons: [],
    cells: [],
    sparse: null,
  };
}

/** @param method of the settings */
export function wideSubject(
  result: EditorWideTrace,
  facts: Pick<SubjectFacts, "fileName" | "by">,
  method: Method,
  textOf: TextOf,
): Subject {
  const { utf16Start, utf16End } = result.target;
  const { trace } = result;
  return {
    file: visible(facts.fileName),
    headline: `${wideName(result, textOf(utf16Start, utf16End))} ${wideWhere(result)}`,
    from: l10n`traced by ${trace.method}, ${trace.depth} lags back`,
    by: facts.by,
    facts: wideFacts(result),
    honesty: wideHonesty(result, method),
  };
}
