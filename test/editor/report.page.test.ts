// The HTML report in a real browser, opened from disk: whatever its files are called, nothing in it runs or is fetched,
// and its policy blocks anything injected.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { readModel, writeModel } from "../../server/nets/formats";
import { openPage } from "../tools/editor-host/browser.mjs";

const INJECTED = `"'><img src=x onerror=ran=1><svg onload=ran=1><`;
const SCRIPT = "script>ran=1;alert(1)<";
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-report-"));
const html = path.join(folder, "report.html");
let opened: Awaited<ReturnType<typeof openPage>>;

before(async () => {
  // Together with the folders, the path of the text closes tags: ...<' + '/script>...
  const inside = path.join(folder, INJECTED, SCRIPT);
  fs.mkdirSync(inside, { recursive: true });
  const text = path.join(inside, "script>{{ran=1}}.txt");
  fs.writeFileSync(text, "</table><script>ran=1</script><img src=x onerror=ran=1>\n".repeat(8));
  const model = path.join(folder, `${INJECTED}b onclick=ran=1>.safetensors`);
  const { weights } = readModel(fs.readFileSync("media/sample/sample.bin"), "sample.bin");
  fs.writeFileSync(model, writeModel(weights, model, { text_name: "<script>ran=1</script>" }));
  const args = ["dist/cli.js", "report", text, "--model", model, "--depth", "2", "--html", html];
  const run = spawnSync(process.execPath, args, { encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
  opened = await openPage();
});
after(async () => {
  await opened?.close();
  fs.rmSync(folder, { recursive: true });
});

test("the report runs nothing and fetches nothing, and its policy blocks what is injected into it", async () => {
  const { page } = opened;
  const said: string[] = [];
  const fetched: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  page.on("dialog", (dialog) => {
    said.push(dialog.message());
    void dialog.dismiss();
  });
  page.on("request", (request) => fetched.push(request.url()));
  const refused: string[] = [];
  page.on("requestfailed", (request) =>
    refused.push(`${request.url()} ${request.failure()?.errorText}`),
  );
  const address = pathToFileURL(html).href;
  await page.goto(address, { waitUntil: "load" });
  const ran = () => page.evaluate(() => "ran" in globalThis);
  assert.match((await page.locator("h1").textContent()) ?? "", /<img src=x onerror=ran=1>/);
  // Its own script and the data for it.
  assert.equal(await page.locator("script").count(), 2);
  assert.equal(await page.locator("img, svg:not(.plot), b").count(), 0);
  const collapse = "getComputedStyle(document.querySelector('table')).borderCollapse";
  assert.equal(await page.evaluate(collapse), "collapse");
  assert.deepEqual([said, fetched, await ran()], [[], [address], false]);

  const violated = await page.evaluate(async () => {
    const directives: string[] = [];
    const three = new Promise<void>((resolve) => {
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
        if (directives.push(effectiveDirective) === 3) resolve();
      });
    });
    const script = document.createElement("script");
    script.textContent = "ran = 1";
    const picture = document.createElement("img");
    picture.src = "https://ev.il/picture.png";
    const style = document.createElement("style");
    style.textContent = "table { border-collapse: separate }";
    document.body.append(script, picture, style);
    await three;
    return directives.sort();
  });
  assert.deepEqual(violated, ["img-src", "script-src-elem", "style-src-elem"]);
  assert.equal(await ran(), false);
  assert.equal(await page.evaluate(collapse), "collapse");
  assert.deepEqual(refused, ["https://ev.il/picture.png csp"]);
});
