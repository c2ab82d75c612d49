// What goes wrong with the server: the sentence for a rejected request, told apart from cancelled or stale answers, which
// need none; and how often a server that stops by itself is started again.
import type { FailureData } from "../../server/protocol/wire/messages";
import { marked, translated } from "../../server/protocol/words/l10n";
import { visible } from "./literal";

const CANCELLED_CODES = new Set([-32800, -32801, -32802]);
/** Connection errors: closed, disposed; response pending, client not running, could not send. */
const DISCONNECTED_CODES = new Set([1, 2, -32097, -32096, -32099]);

interface Rejection {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly data?: Partial<FailureData> | null;
}

export function isQuiet(error: unknown): boolean {
  const { code } = (error ?? {}) as Rejection;
  return isStale(error) || (typeof code === "number" && CANCELLED_CODES.has(code));
}

/** The text has changed since the request. */
export function isStale(error: unknown): boolean {
  return ((error ?? {}) as Rejection).data?.reason === "stale";
}

/** The server stopped, or its connection closed, before it answered. */
export function isDisconnected(error: unknown): boolean {
  const { code } = (error ?? {}) as Rejection;
  return typeof code === "number" && DISCONNECTED_CODES.has(code);
}

/** The model file is gone: renamed or deleted, perhaps in another window. */
export function isModelMissing(error: unknown): boolean {
  return ((error ?? {}) as Rejection).data?.reason === "noModelFile";
}

/** The prefixes of the nets in the model file, if it holds several and none was chosen. */
export function netsIn(error: unknown): readonly string[] | undefined {
  return ((error ?? {}) as Rejection).data?.nets;
}

export const SERVER_GONE = marked("The attribution server stopped before it answered; try again.");

export function sentenceOf(error: unknown): string {
  if (isDisconnected(error)) return translated(SERVER_GONE);
  const { message, data } = (error ?? {}) as Rejection;
  if (typeof data?.sentence === "string") return visible(data.sentence);
  return visible(typeof message === "string" ? message : String(error));
}

const LONGEST_RUN_OF_CRASHES = 5;
const FIRST_WAIT_MS = 250;
const WELL_AFTER_MS = 180_000;

export class CrashBudget {
  private crashes = 0;

  /** Milliseconds to wait before the next start; undefined when the budget is spent. */
  crashed(ranForMs: number): number | undefined {
    if (ranForMs >= WELL_AFTER_MS) this.crashes = 0;
    this.crashes++;
    if (this.crashes > LONGEST_RUN_OF_CRASHES) return undefined;
    return FIRST_WAIT_MS * 2 ** (this.crashes - 1);
  }

  reset(): void {
    this.crashes = 0;
  }
}
