// What a command or a button of the editor copies as JSON. Contains no tests.
import type { OpenEditor } from "./page";
import { eventually } from "./painted";

/** @param copy does what copies it */
export async function copiedJson<J>(
  { page }: OpenEditor,
  copy: () => Promise<unknown>,
): Promise<J> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  // An earlier test, of any file, may have left something there.
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await copy();
  const words = await eventually(
    () => page.evaluate(() => navigator.clipboard.readText()),
    (text) => text.startsWith("{"),
    "nothing was copied",
  );
  return JSON.parse(words) as J;
}
