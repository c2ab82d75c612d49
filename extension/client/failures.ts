// Turns what a request was rejected with into the sentence for people that the server wrote, and tells
// cancelled and stale answers, which nobody needs to hear of, from failures. Pure.
import type { FailureData } from "../../server/protocol/messages";

const CANCELLED_CODES = new Set([-32800, -32801, -32802]);

interface Rejection {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly data?: Partial<FailureData> | null;
}

export function isQuiet(error: unknown): boolean {
  const { code, data } = (error ?? {}) as Rejection;
  return data?.reason === "stale" || (typeof code === "number" && CANCELLED_CODES.has(code));
}

export function sentenceOf(error: unknown): string {
  const { message, data } = (error ?? {}) as Rejection;
  if (typeof data?.sentence === "string") return data.sentence;
  return typeof message === "string" ? message : String(error);
}
