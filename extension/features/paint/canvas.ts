// Builds what is painted on an editor from the sources: the picture of one trace or of several summed, the other targets,
// the pins, the unread bytes, the prediction. colours.ts decides when to paint; painter.ts paints.
import * as vscode from "vscode";
import type { Span } from "../../../server/protocol/wire/messages";
import { l10n } from "../../../server/protocol/words/l10n";
import { isBadlyKnown } from "../../../server/protocol/words/reading";
import { predictionText } from "../../../server/protocol/words/traceWords";
import type { Causes } from "../../host/causes";
import type { Config } from "../../host/config";
import type { OpenFiles } from "../../host/openFiles";
import type { Profiles } from "../../host/profiles";
import { causeMarks } from "../../state/causeMarks";
import { focusOfPin, focusSpan } from "../../state/focus";
import { isInText, type Shown, unitOf } from "../../state/onScreen";
import {
  EMPTY_PICTURE,
  type Picture,
  pictureOf,
  type UnitAt,
  withCauses,
} from "../../state/picture";
import type { Pins } from "../../state/pins";
import { traceScale } from "../../state/scale";
import { thresholdOf } from "../../state/settings";
import { tintsBy, tintsTogether } from "../../state/tints";
import type { WritingOn } from "../../state/writingOn";
import type { Canvas, Prediction } from "./painter";
import { visibleSpans } from "./ranges";
import type { TraceSource } from "./traceSource";

export interface CanvasParts {
  readonly files: OpenFiles;
  readonly pins: Pins;
  readonly config: Config;
  readonly profiles: Profiles;
  readonly causes: Causes;
  readonly writingOn: WritingOn;
}

/** Empty if there is no trace of the current version of the text. */
export function tracePicture(parts: CanvasParts, source: TraceSource): Picture {
  const { editor, traced, traces, shown } = source;
  if (!editor || !traced || traced.version !== editor.document.version) return EMPTY_PICTURE;
  const { settings } = parts.config;
  const usable = traces.filter(({ isUsable }) => isUsable);
  const tints = tintsTogether(usable.map((each) => tintsBy(each, settings.sumBy)));
  const { isUsable } = usable[0] ?? traced;
  const { document } = editor;
  const picture = pictureOf({ ...traced, isUsable, tints }, unitAt(document), {
    threshold: thresholdOf(settings),
    fixedScale: traceScale(
      settings,
      unitOf(traced),
      tints,
      visibleSpans(editor),
      fileScale(parts, editor),
    ),
    muted: isUnknownText(parts, editor),
  });
  const causes = shown && isInText(shown) && parts.causes.of(document, shown.focus);
  return causes ? withCauses(picture, causeMarks(causes), unitAt(document)) : picture;
}

/** Whether the model does not know the text, so that colours are muted. */
export function isUnknownText(
  { files }: CanvasParts,
  editor: vscode.TextEditor | undefined,
): boolean {
  const file = editor && files.get(editor.document);
  return isBadlyKnown(file?.status ?? null);
}

/** @param shown the trace on the screen, for the current version of the text */
export function canvasOf(
  parts: CanvasParts,
  document: vscode.TextDocument,
  source: TraceSource,
  shown: Shown,
  picture: Picture,
): Canvas {
  return {
    picture,
    pins: pinSpans(parts, document),
    alsoTargets: otherTargets(document, source),
    pending: unread(parts, document, shown),
    prediction: predictionAt(parts, document, source.caret),
  };
}

/** The moved colours of a text that has changed, without anything that describes its new content. */
export function staleCanvas(
  parts: CanvasParts,
  document: vscode.TextDocument,
  picture: Picture,
): Canvas {
  const pins = pinSpans(parts, document);
  return { picture, pins, alsoTargets: [], pending: [], prediction: null };
}

function fileScale(
  { config, profiles }: CanvasParts,
  { document }: vscode.TextEditor,
): number | null {
  if (config.settings.scale !== "file") return null;
  const profile = profiles.of(document);
  return profile.kind === "ready" && profile.value.scale > 0 ? profile.value.scale : null;
}

function pinSpans({ pins }: CanvasParts, document: vscode.TextDocument): Span[] {
  return pins.of(document).map((pin) => focusSpan(document, focusOfPin(document, pin)));
}

/** The targets of the other traces that are part of the sum. */
function otherTargets(document: vscode.TextDocument, { pinned, shown }: TraceSource): Span[] {
  const others = pinned.filter((each) => each !== shown);
  return others.map(({ focus }) => focusSpan(document, focus));
}

/** The characters that the trace would cover, if the forward pass has not reached them yet. */
function unread(
  { config }: CanvasParts,
  document: vscode.TextDocument,
  { answer, focus }: Shown,
): Span[] {
  if (answer.kind !== "pending") return [];
  const { utf16Start, utf16End } = focusSpan(document, focus);
  return [{ utf16Start: Math.max(0, utf16Start - config.settings.depth), utf16End }];
}

function predictionAt(
  { config, writingOn }: CanvasParts,
  document: vscode.TextDocument,
  caret: Shown | undefined,
): Prediction | null {
  if (writingOn.of(document)) return null; // the ghost text begins with it
  if (!caret || caret.version !== document.version) return null;
  if (!config.settings.showPrediction) return null;
  const { answer, focus } = caret;
  const at = document.positionAt(focus.utf16);
  if (answer.kind === "trace") return { at, text: predictionText(answer) };
  if (answer.kind !== "pending") return null;
  return { at, text: l10n`not read yet, ${Math.floor(answer.percent)} %` };
}

function unitAt(document: vscode.TextDocument): UnitAt {
  return (utf16) => {
    const start = document.positionAt(utf16);
    const { text, rangeIncludingLineBreak, range } = document.lineAt(start.line);
    if (start.character < text.length) return text[start.character] ?? "";
    if (rangeIncludingLineBreak.end.isEqual(range.end)) return "";
    if (document.eol === vscode.EndOfLine.LF) return "\n";
    return utf16 === document.offsetAt(range.end) ? "\r" : "\n";
  };
}
