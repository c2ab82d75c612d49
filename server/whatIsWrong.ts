// What is wrong with a value from outside, as one sentence that names the field. What a schema asks for is up to the caller.
import * as v from "valibot";
import { shortened } from "./protocol/words/shortened";

/** Limit for a message that lists what was expected and quotes what was found. */
const MOST_OF_ISSUE = 240;

/**
 * Of the first field that does not match; undefined if all do.
 * @param whole what the value is called where it is wrong itself
 */
export function whatIsWrong(
  schema: v.GenericSchema,
  value: unknown,
  whole = "the request",
): string | undefined {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return undefined;
  const [issue] = parsed.issues;
  const field = v.getDotPath(issue) ?? whole;
  const why = issue.message.replace(/^Invalid \w+: /, "");
  return `${shortened(field)}: ${shortened(why, MOST_OF_ISSUE)}`;
}
