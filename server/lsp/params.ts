// The standard requests that are answered, with checks of their parameters. Numbers past the text are right: they are clamped.
import * as v from "valibot";
import type {
  Hover,
  HoverParams,
  InlayHint,
  InlayHintParams,
} from "vscode-languageserver-protocol";
import { request } from "../protocol/wire/request";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const position = v.object({ line: whole, character: whole });
const textDocument = v.object({ uri: v.string() });

export const hoverRequest = request<HoverParams, Hover>("textDocument/hover");
export const hoverParams = v.object({ textDocument, position });

export const inlayHintRequest = request<InlayHintParams, InlayHint[]>("textDocument/inlayHint");
export const inlayHintParams = v.object({
  textDocument,
  range: v.object({ start: position, end: position }),
});
