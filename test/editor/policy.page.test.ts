// The content security policy of every webview: nothing but the extension's own files runs, styles or is fetched, which is tried
// in the page itself. That of the HTML report: report.page.test.ts.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import type { Frame } from "playwright-core";
import { COSTLY_SHORT, generalSidebar } from "./generalWindow";
import { closeEverything, type OpenEditor, pageTest } from "./page";
import { statusSays } from "./painted";
import { openPaths } from "./paths";
import { sheetPage } from "./sheets";

let editor: OpenEditor;
let leave: () => Promise<void>;

before(async () => {
  ({ editor, leave } = await generalSidebar(COSTLY_SHORT.name, []));
  await statusSays(editor, /bits\/byte/);
});
after(async () => {
  if (editor) await closeEverything(editor);
  await leave?.();
});

pageTest("the sidebar's policy blocks what is injected into it", async () => {
  const main = await editor.webview().locator("main").elementHandle();
  await isStrict((await main?.ownerFrame()) as Frame);
});

pageTest("the policy of the neuron paths blocks what is injected into them", async () => {
  const { frame } = await openPaths(editor);
  await isStrict(frame);
});

pageTest("the policy of a sheet blocks what is injected into it", async () => {
  await editor.open(COSTLY_SHORT.name);
  await editor.runCommand("Sparse Diff: Analyse File");
  const { frame } = await sheetPage(editor, /./);
  await isStrict(frame);
});

async function isStrict(frame: Frame): Promise<void> {
  const policy = await frame
    .locator("meta[http-equiv=Content-Security-Policy]")
    .getAttribute("content");
  const directives = new Map(
    (policy ?? "").split(/\s*;\s*/).map((directive) => {
      const [name = "", ...sources] = directive.split(/\s+/);
      return [name, sources.join(" ")] as const;
    }),
  );
  assert.equal(directives.get("default-src"), "'none'");
  assert.equal(directives.get("base-uri"), "'none'");
  assert.equal(directives.get("form-action"), "'none'");
  assert.doesNotMatch(policy ?? "", /unsafe|\*(?!\.)|data:|blob:/);
  assert.deepEqual(await frame.evaluate(blockedHere), [
    "base-uri",
    "connect-src",
    "frame-src",
    "img-src",
    "script-src-attr",
    "script-src-elem",
    "style-src-attr",
    "style-src-elem",
  ]);
  assert.equal(await frame.evaluate(() => "ran" in globalThis), false);
}

/** Runs in the page: tries everything that markup in a text could try, and says what the policy blocked. */
async function blockedHere(): Promise<string[]> {
  const blocked = new Set<string>();
  const EIGHT = 8;
  const all = new Promise<void>((resolve) => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
      if (blocked.add(effectiveDirective).size === EIGHT) resolve();
    });
  });
  const host = document.createElement("div");
  host.innerHTML = `<base href="https://ev.il/"><img src="https://ev.il/pixel.png" onerror="ran = 1">
    <p style="color: red" onclick="ran = 1">x</p><iframe src="https://ev.il/"></iframe>
    <style>p { color: red }</style>`;
  document.body.append(host);
  const script = document.createElement("script");
  script.textContent = "ran = 1";
  document.head.append(script);
  host.querySelector("p")?.click();
  await fetch("https://ev.il/").catch(() => undefined);
  await all;
  host.remove();
  return [...blocked].sort();
}
