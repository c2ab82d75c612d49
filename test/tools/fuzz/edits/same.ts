// Whether two answers say the same, number for number: their JSON is equal. Only what counting says may come later.
import assert from "node:assert/strict";
import { LSPErrorCodes } from "vscode-languageserver-protocol";
import type { Asked } from "./asked";
import type { Answer } from "./client";

/** @throws AssertionError that names the request */
export function expectSame(found: Answer, expected: Answer, { method, params }: Asked): void {
  const [a, b] = [plain(found), plain(expected)];
  if ("answer" in a && "answer" in b) withoutLateCounting(a.answer, b.answer);
  assert.deepStrictEqual(a, b, `${method} ${JSON.stringify(params)}:\n${differences(a, b)}`);
}

/** Refused because of an edit, another model, a newer question, or one of its kind that is under way. */
export function isOvertaken(found: Answer): boolean {
  if ("answer" in found) return false;
  const { code, message } = found.refused;
  return (
    code === LSPErrorCodes.ContentModified ||
    code === LSPErrorCodes.RequestCancelled ||
    /already; wait for/.test(message)
  );
}

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape.
const plain = (answer: Answer): any => JSON.parse(JSON.stringify(answer));

/** A byte may be asked about before it has been counted. */
function withoutLateCounting(
  found: Record<string, unknown> | null,
  expected: Record<string, unknown> | null,
): void {
  if (!found || !expected) return;
  if (found.kind === "trace" && !("countingBits" in found)) delete expected.countingBits;
  if (found.kind === "counting" && found.bits === null) expected.bits = null;
}

/** The first few paths at which they differ. */
function differences(a: unknown, b: unknown, at = ""): string {
  if (Object.is(a, b)) return "";
  if (typeof a !== "object" || typeof b !== "object" || !a || !b)
    return `${at}: ${JSON.stringify(a)?.slice(0, 300)}, fresh ${JSON.stringify(b)?.slice(0, 300)}\n`;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  const all = [...keys].map((key) =>
    differences((a as never)[key], (b as never)[key], at ? `${at}.${key}` : key),
  );
  return all.filter(Boolean).slice(0, 5).join("");
}
