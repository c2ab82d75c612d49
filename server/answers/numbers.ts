// The last check of the numbers of an answer, before they are printed or written.
import { InputError } from "../nets/inputError";
import { shortPath } from "../protocol/words/shortened";

/**
 * Checks that an answer holds only finite numbers, since JSON has no others and would print null. A last check: traces
 * and predictions refuse an extreme model long before.
 * @throws InputError naming the model and the first field that is not a finite number
 */
export function checkNumbers(value: unknown, model: string, field = ""): void {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new InputError(
      `${shortPath(model)}: ${field} is ${value}; expected a finite number: its weights are too large`,
    );
  if (typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value))
    checkNumbers(part, model, field ? `${field}.${key}` : key);
}
