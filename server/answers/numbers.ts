// The last check of the numbers of an answer, before they are printed, written or sent.
import { InputError } from "../nets/inputError";
import { l10n } from "../protocol/words/l10n";
import { shortPath } from "../protocol/words/shortened";

export class NumberBeyond extends InputError {}

/**
 * Checks that an answer holds only finite numbers, since JSON has no others and would print null. A last check: traces
 * and predictions refuse an extreme model long before.
 * @throws NumberBeyond naming the model and the first field that is not a finite number
 */
export function checkNumbers(answer: unknown, model: string): void {
  const found = firstNotFinite(answer);
  if (found === undefined) return;
  const { field, value } = found;
  throw new NumberBeyond(
    l10n`${shortPath(model)}: ${field.join(".")} is ${value}; expected a finite number: its weights are too large`,
  );
}

function firstNotFinite(
  value: unknown,
): { readonly field: readonly string[]; readonly value: number } | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : { field: [], value };
  if (typeof value !== "object" || value === null) return undefined;
  // Answers are plain objects, and this is three times as fast as a list of their entries.
  for (const key in value) {
    const found = firstNotFinite((value as Readonly<Record<string, unknown>>)[key]);
    if (found) return { field: [key, ...found.field], value: found.value };
  }
  return undefined;
}
