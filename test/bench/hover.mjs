// How long after the answer of a hover what was found by running the net is on the screen, in a real VS Code, with the
// bundled sample and its model. `node test/bench/hover.mjs [--count=60]` after `npm run build`; Linux only, like the
// editor host. Every hover is of another character, so nothing is remembered. Nothing is asserted.
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openEditor } from "../tools/editor-host/page/open.mjs";

const FILE = "sample.xml";
const count = Number(process.argv.find((a) => a.startsWith("--count="))?.slice(8) ?? 60);
const media = path.resolve(import.meta.dirname, "../../media/sample");
const editor = await openEditor({
  files: {
    [FILE]: { copyOf: path.join(media, "sample.xml") },
    "sample.bin": { copyOf: path.join(media, "sample.bin") },
  },
  settings: { "workbench.sideBar.visible": false, "editor.wordWrap": "off" },
  workspaceSettings: { "sparseDiff.enabledFor": ["**/*.xml"], "sparseDiff.model": "sample.bin" },
});
const text = await editor.open(FILE);
await editor.page.evaluate(watchHovers);
const lines = fs.readFileSync(path.join(media, "sample.xml"), "utf8").split("\n");
const places = lines
  .slice(2, 30)
  .flatMap((line, i) => [8, 15, 22, 29].filter((c) => c < line.length).map((c) => [i + 3, c]))
  .slice(0, count);

const late = [];
for (const [line = 1, column = 1] of places) {
  await editor.page.evaluate(() => /** @type {any} */ (window).hoverTimes.splice(0));
  await text.hoverAt(line, column);
  for (let tries = 0; tries < 100; tries++) {
    const times = await editor.page.evaluate(() => /** @type {any} */ (window).hoverTimes);
    const answer = times.find((one) => one.what === "answer");
    const found = times.find((one) => one.what === "found");
    if (answer && found) {
      late.push(found.at - answer.at);
      break;
    }
    await sleep(50);
  }
}
const sorted = late.sort((a, b) => a - b);
const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
console.log(
  `what was found, after the answer, on the screen: median ${at(0.5)?.toFixed(0)} ms, 95 % ${at(0.95)?.toFixed(0)} ms, ` +
    `worst ${at(1)?.toFixed(0)} ms, of ${sorted.length} hovers; together with it ${sorted.filter((ms) => ms < 1).length}`,
);
await editor.close();
process.exit(0);

/** In the page: notes when a hover first says what is predicted, and when what the prediction rests on. */
function watchHovers() {
  const times = [];
  /** @type {any} */ (window).hoverTimes = times;
  const note = (what) => {
    if (!times.some((one) => one.what === what)) times.push({ what, at: performance.now() });
  };
  new MutationObserver(() => {
    const hover = document.querySelector(".monaco-hover:not(.hidden) .hover-contents")
      ? [...document.querySelectorAll(".monaco-hover:not(.hidden) .hover-contents")]
      : [];
    const words = hover.map((part) => part.textContent ?? "").join("\n");
    if (/predicted from t = /.test(words)) note("answer");
    if (/Decisive: |decide it\./.test(words)) note("found");
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}
