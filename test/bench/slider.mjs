// The sidebar's slider in a real VS Code. In the extension host: time from the webview's message until the
// decorations are set. On the page: from the input until the colours have changed. For single steps, and for a drag
// at 60 moves a second. `node test/bench/slider.mjs [--rounds=60]` after `npm run build`; Linux only, like the editor
// host. Nothing is asserted.
import { setTimeout as sleep } from "node:timers/promises";
import { openEditor } from "../tools/editor-host/page/open.mjs";
import { makeProbe } from "./editor/probe.mjs";

const rounds = Number(process.argv.find((a) => a.startsWith("--rounds="))?.slice(9) ?? 60);
const SAMPLE = new URL("../../media/sample/sample.xml", import.meta.url).pathname;
const MODEL = new URL("../../media/sample/sample.bin", import.meta.url).pathname;

const probe = makeProbe();
const editor = await openEditor({
  files: { "sample.xml": { copyOf: SAMPLE }, "sample.bin": { copyOf: MODEL } },
  workspaceSettings: {
    "sparseDiff.enabledFor": ["**/*.xml"],
    "sparseDiff.model": "sample.bin",
    "sparseDiff.threshold.enabled": true,
  },
  extensions: [new URL("editor/timing", import.meta.url).pathname],
  env: probe.env,
  viewport: { width: 1280, height: 1200 },
});
await probe.started();
await editor.openView("Sparse Differentiation");
const page = editor.webview();
await page.locator("main[data-ready]").waitFor();
await editor.editor("sample.xml").placeCaret(20, 10);
await page.locator(".subject .headline").waitFor();
await sleep(2000);
const slider = page.getByLabel("Keep", { exact: true });
await slider.focus();
await watchInputs();
await watchColours();

for (const name of ["End", "Home", "End"]) await step(name);
await probe.ask("times");
const steps = {
  /** @type {number[]} */ arrived: [],
  /** @type {number[]} */ host: [],
  /** @type {number[]} */ drawn: [],
  /** @type {number[]} */ page: [],
};
for (let round = 0; round < rounds; round++) {
  const { seen, times } = await step(round % 2 ? "End" : "Home");
  const set = times.find(({ kind }) => kind === "set");
  const [host] = hostDelays(times);
  const [first] = seen.colours;
  if (!set || host === undefined || first === undefined) continue;
  steps.arrived.push(set.began - seen.inputs[0]);
  steps.host.push(host);
  steps.drawn.push(first - set.began - host);
  steps.page.push(first - seen.inputs[0]);
}
console.log(
  `a step, from the input to its message in the extension host: ${summary(steps.arrived)}`,
);
console.log(`a step, extension host: ${summary(steps.host)}`);
console.log(`a step, from the decorations to the colours: ${summary(steps.drawn)}`);
console.log(`a step, page, from the input to the colours: ${summary(steps.page)}`);

const drags = {
  first: /** @type {number[]} */ ([]),
  last: /** @type {number[]} */ ([]),
  host: /** @type {number[]} */ ([]),
  paints: /** @type {number[]} */ ([]),
};
for (let round = 0; round < rounds / 4; round++) {
  await probe.ask("times");
  await reset();
  await slider.evaluate(async (element) => {
    const input = /** @type {HTMLInputElement} */ (element);
    for (let i = 0; i < 60; i++) {
      input.value = String(99.9 - 0.8 * i);
      input.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise((resolve) => setTimeout(resolve, 16));
    }
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await sleep(1200);
  const seen = await read();
  const times = await probe.ask("times");
  drags.first.push(seen.colours[0] - seen.inputs[0]);
  drags.last.push(seen.colours.at(-1) - seen.inputs.at(-1));
  drags.paints.push(seen.colours.length);
  drags.host.push(...hostDelays(times));
}
console.log(`a drag of one second, page, first colours: ${summary(drags.first)}`);
console.log(`a drag, page, from the last move to the last colours: ${summary(drags.last)}`);
console.log(
  `a drag, extension host, every move that was painted by itself: ${summary(drags.host)}`,
);
console.log(`a drag, changes of colours: ${summary(drags.paints).replaceAll(" ms", "")}`);
await editor.close();
probe.remove();
process.exit(0);

async function step(/** @type {string} */ key) {
  await probe.ask("times");
  await reset();
  await editor.page.keyboard.press(key);
  await sleep(900);
  return { seen: await read(), times: await probe.ask("times") };
}

/** From a message's arrival to the end of the decorations it caused. */
function hostDelays(/** @type {{ kind: string, began: number, ended: number }[]} */ times) {
  const decorations = times.filter(({ kind }) => kind === "decorations");
  return times
    .filter(({ kind }) => kind === "set")
    .flatMap(({ began, ended }) => {
      const its = decorations.filter((one) => one.began >= began && one.ended <= ended);
      return its.length > 0 ? [Math.max(...its.map((one) => one.ended)) - began] : [];
    });
}

function watchInputs() {
  return slider.evaluate((input) => {
    const all = /** @type {any} */ (window);
    all.benchInputs = [];
    const note = () => all.benchInputs.push(performance.timeOrigin + performance.now());
    input.addEventListener("input", note, { capture: true });
  });
}

function watchColours() {
  return editor.page.evaluate(() => {
    const all = /** @type {any} */ (window);
    all.benchColours = [];
    const observer = new MutationObserver(() =>
      all.benchColours.push(performance.timeOrigin + performance.now()),
    );
    for (const layer of document.querySelectorAll(".monaco-editor .view-overlays"))
      observer.observe(layer, { subtree: true, childList: true, attributes: true });
  });
}

async function reset() {
  await slider.evaluate(() => {
    /** @type {any} */ (window).benchInputs = [];
  });
  await editor.page.evaluate(() => {
    /** @type {any} */ (window).benchColours = [];
  });
}

async function read() {
  const inputs = await slider.evaluate(() => /** @type {any} */ (window).benchInputs);
  const colours = await editor.page.evaluate(() => /** @type {any} */ (window).benchColours);
  return { inputs, colours: colours.filter((/** @type {number} */ at) => at >= inputs[0]) };
}

function summary(/** @type {number[]} */ values) {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const at = (/** @type {number} */ q) =>
    sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]?.toPrecision(3);
  return `best ${at(0)}, median ${at(0.5)}, 95 % ${at(0.95)} ms of ${sorted.length}`;
}
