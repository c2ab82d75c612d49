// Next / Previous Strong Offset: the trace is pinned, and the caret goes through its strongest lags in the order of the text, round and
// round.
import * as vscode from "vscode";
import type { OffsetJson } from "../../../server/protocol/wire/traceJson";
import { l10n } from "../../../server/protocol/words/l10n";
import { percent, signed } from "../../../server/protocol/words/numbers";
import { eligibleEditor } from "../../host/editors";
import { mention } from "../../host/notices";
import { CannotRun } from "../../state/cannotRun";
import { pinAt } from "../../state/focus";
import { type OnScreen, unitOf } from "../../state/onScreen";
import type { Pins } from "../../state/pins";

interface Parts {
  readonly pins: Pins;
  readonly screen: OnScreen;
}

const STRONGEST = 8;

/**
 * @param direction 1 to the next strong offset of the text, -1 to the one before
 * @throws CannotRun without a trace on the screen
 */
export function toStrongOffset({ screen, pins }: Parts, direction: 1 | -1): void {
  const editor = eligibleEditor();
  const { document } = editor;
  const { traced, freeFocus } = screen;
  if (!traced || screen.activeEditor !== editor || traced.version !== document.version) {
    throw new CannotRun(l10n`No trace is on the screen here; run Trace at Cursor first.`);
  }
  const offsets: readonly OffsetJson[] = traced.trace.offsets;
  const strong = offsets
    .map((offset, i) => ({ offset, span: traced.offsetSpans[i], name: traced.names.offsets[i] }))
    .filter(({ offset }) => offset.attribution !== 0)
    .sort((a, b) => Math.abs(b.offset.attribution) - Math.abs(a.offset.attribution))
    .slice(0, STRONGEST)
    .sort((a, b) => (a.offset.position - b.offset.position) * direction);
  const here = document.offsetAt(editor.selection.active);
  const isBeyond = (at: number) => (direction > 0 ? at > here : at < here);
  const next = strong.find(({ span }) => span && isBeyond(span.utf16Start)) ?? strong[0];
  if (!next?.span) throw new CannotRun(l10n`This trace has no usable offsets.`);
  pins.hold(document, freeFocus && pinAt(document, freeFocus));
  const at = document.positionAt(next.span.utf16Start);
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(
    new vscode.Range(at, at),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
  const { k, position, attribution, share } = next.offset;
  const value = `${signed(attribution)} ${unitOf(traced)}, ${percent(share)}`;
  mention(l10n`k ${k}: ${next.name} at byte ${position}, ${value}`);
}
