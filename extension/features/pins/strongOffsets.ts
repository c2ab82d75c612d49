// Next / Previous Strong Offset: moves the caret through the strongest lags of the trace on the screen, in text order.
// The trace is pinned first, or it would follow the caret.

import * as vscode from "vscode";
import { percent, signed } from "../../../server/protocol/words/numbers";
import type { Commands } from "../../host/commands";
import { eligibleEditor } from "../../host/editors";
import { mention } from "../../host/notices";
import { CannotRun } from "../../state/cannotRun";
import { pinAt } from "../../state/focus";
import { COMMANDS } from "../../state/ids";
import type { PinParts } from "./commands";

const STRONGEST = 8;

export function strongOffsetCommands(parts: PinParts): Commands {
  return {
    [COMMANDS.nextStrongOffset]: () => step(parts, 1),
    [COMMANDS.previousStrongOffset]: () => step(parts, -1),
  };
}

function step({ screen, pins }: PinParts, direction: 1 | -1): void {
  const editor = eligibleEditor();
  const { document } = editor;
  const { trace, freeFocus } = screen;
  if (!trace || screen.activeEditor !== editor || trace.version !== document.version) {
    throw new CannotRun("No trace is on the screen here; run Trace at Cursor first.");
  }
  const strong = trace.trace.offsets
    .map((offset, i) => ({ offset, span: trace.offsetSpans[i], name: trace.names.offsets[i] }))
    .filter(({ offset }) => offset.attribution !== 0)
    .sort((a, b) => Math.abs(b.offset.attribution) - Math.abs(a.offset.attribution))
    .slice(0, STRONGEST)
    .sort((a, b) => (a.offset.position - b.offset.position) * direction);
  const here = document.offsetAt(editor.selection.active);
  const isBeyond = (at: number) => (direction > 0 ? at > here : at < here);
  const next = strong.find(({ span }) => span && isBeyond(span.utf16Start)) ?? strong[0];
  if (!next?.span) throw new CannotRun("This trace has no usable offsets.");
  if (pins.shown(document).length === 0 && freeFocus)
    pins.add(document, pinAt(document, freeFocus));
  const at = document.positionAt(next.span.utf16Start);
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(
    new vscode.Range(at, at),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
  const { k, position, attribution, share } = next.offset;
  const value = `${signed(attribution)} nats, ${percent(share)}`;
  mention(`k ${k}: ${next.name} at byte ${position}, ${value}`);
}
