// How a connection starts: `initialize` comes first, once, with parameters that the library and the server can read; the library checks
// none of this, and fails on some of it. Only that is asked here: what each server makes of them is its own.
import * as v from "valibot";
import { ErrorCodes } from "vscode-languageserver";
import { shortened } from "./protocol/words/shortened";
import { whatIsWrong } from "./whatIsWrong";

/** Why a message is not let through. */
export interface Refusal {
  /** Left out: an invalid request. */
  readonly code?: number;
  readonly sentence: string;
}

const strings = v.array(v.string());

/** The fields that are read without another check. A client may send null for any that it may leave out. */
const initializeParams = v.object({
  processId: v.nullish(v.pipe(v.number(), v.safeInteger())),
  capabilities: v.object({
    general: v.nullish(v.object({ positionEncodings: v.nullish(strings) })),
    textDocument: v.nullish(
      v.object({ hover: v.nullish(v.object({ contentFormat: v.nullish(strings) })) }),
    ),
    workspace: v.nullish(v.object({ inlayHint: v.nullish(v.object({})) })),
  }),
});

export type Id = string | number | null;

/** A well-formed message. */
export interface Call {
  /** undefined for an answer to the server. */
  readonly method?: string;
  readonly params?: unknown;
  /** undefined for a notification. */
  readonly id?: Id;
}

/** Looks at each message of one connection, in their order; undefined for one that may come now. */
export function startCheck(): (call: Call) => Refusal | undefined {
  let isStarted = false;
  return ({ method, params, id }) => {
    if (method !== "initialize" || id === undefined)
      return isStarted || method === undefined || method === "exit" ? undefined : tooEarly(method);
    if (isStarted) return { sentence: "initialize: a second one; expected it once" };
    const sentence = whatIsWrong(initializeParams, params, "initialize");
    if (sentence !== undefined) return { sentence };
    isStarted = true;
    return undefined;
  };
}

function tooEarly(method: string): Refusal {
  const sentence = `${shortened(method)}: before initialize; expected that first`;
  return { code: ErrorCodes.ServerNotInitialized, sentence };
}
