// Bundles dom/ for the page and types the calls into it. The only access of these helpers to the page's DOM.
import path from "node:path";
import { build } from "esbuild";

/** @typedef {typeof import("../dom/index.mjs").editorDom} EditorDom */

/** @type {Promise<string> | undefined} */
let script;

/** The script's text, bundled once per process. */
export function domScript() {
  script ??= build({
    entryPoints: [path.join(import.meta.dirname, "../dom/index.mjs")],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? "");
  return script;
}

/**
 * Calls one function of dom/ on the element that `locator` finds.
 * @template {keyof EditorDom} Name
 * @param {import("playwright-core").Locator} locator
 * @param {Name} name
 * @param {Parameters<EditorDom[Name]> extends [Element, ...infer Rest] ? Rest : never} args
 * @returns {Promise<ReturnType<EditorDom[Name]>>}
 */
export async function callDom(locator, name, ...args) {
  // Passed as text: Playwright's own serialisation takes half a second for the boxes of one screen.
  const answer = await locator.evaluate(
    (element, { name, args }) =>
      JSON.stringify(
        /** @type {any} */ (globalThis).editorDom[name](
          element,
          // The arguments cross as JSON, in which undefined becomes null.
          .../** @type {unknown[]} */ (JSON.parse(args)).map((value) => value ?? undefined),
        ),
      ),
    { name, args: JSON.stringify(args) },
  );
  return /** @type {any} */ (answer === undefined ? undefined : JSON.parse(answer));
}
