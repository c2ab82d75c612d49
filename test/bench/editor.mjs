// A long file in a real VS Code: time until the first screen is coloured, how long the extension host is blocked, the
// cost of a key in the middle, what a jump to the end shows. `node test/bench/editor.mjs [open] [typing] [jump]
// [--rounds=5]` after `npm run build`; Linux only, like the editor host. `--profile` keeps CPU profiles of opening in
// out/, `--trace`, `--surprise` or `--netMinusCounting` types in that layer only, `--extension=FOLDER` (repeatable) types in other builds.
// Nothing is asserted.
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openEditor } from "../tools/editor-host/page/open.mjs";
import { makeProbe, probeFolder } from "./editor/probe.mjs";
import { installWatch } from "./editor/watch.mjs";

const MB = 2 ** 20;
const { rounds, parts, profile, layers, extensions } = readArguments();
const PARTS = { open, typing, jump };
for (const part of parts) await PARTS[part]();
process.exit(0);

/** @param {number} megabytes */
function xml(megabytes) {
  const pieces = [];
  let length = 0;
  for (let n = 0; length < megabytes * MB; n++) {
    const k = (n * 2654435761) % 4294967296;
    const line = `    <page id="${n}" ns="${k % 7}"><title>Topic ${k % 9973} of ${k % 31}</title><rev>${k}</rev></page>\n`;
    pieces.push(line);
    length += line.length;
  }
  return pieces.join("");
}

/**
 * @param {Record<string, string>} files
 * @param {object} [settings]
 * @param {string} [extension] another build of the extension than the repository's
 */
async function start(files, settings = {}, extension = undefined) {
  const probe = makeProbe();
  const editor = await openEditor({
    files: { "small.txt": "small\n", ...files },
    settings: {
      "sparseDiff.enabledFor": ["**/*.xml"],
      "workbench.sideBar.visible": false,
      ...settings,
    },
    extensions: [probeFolder],
    env: probe.env,
    ...(extension ? { extension: path.resolve(extension) } : {}),
  });
  await probe.started();
  await editor.page.evaluate(installWatch);
  return {
    ...editor,
    probe,
    watch: (/** @type {string} */ name) =>
      editor.page.evaluate((called) => /** @type {any} */ (window).benchWatch[called](), name),
    file: (/** @type {string} */ name) => path.join(editor.folder, name),
    async end() {
      await editor.close();
      probe.remove();
    },
  };
}

async function open() {
  const text = xml(20);
  const results = [];
  const handOvers = [];
  const blockings = [];
  for (let round = 0; round < rounds; round++) {
    const window = await start({ "long.xml": text });
    await window.probe.ask("gaps");
    await window.watch("start");
    if (profile) await window.probe.ask("profileStart");
    const { asked } = await window.probe.ask("open", {
      path: window.file("long.xml"),
      line: 9,
      character: 30,
    });
    const { changes } = await until(window, (seen) => seen.changes.some(isColoured), 60_000);
    const first = changes.find(isColoured)?.at;
    await sleep(100);
    const during = await window.probe.ask("gaps");
    if (profile)
      fs.writeFileSync(
        `out/open-${round}.cpuprofile`,
        JSON.stringify(await window.probe.ask("profileStop")),
      );
    await sleep(8000);
    const after = await window.probe.ask("gaps");
    const { ready, handOver, attached, traced } = during.marks;
    const inHost = during.marks[window.file("long.xml")];
    const seconds = (value) => Math.round(value - asked);
    const memory = serverMemory(window);
    console.log(
      `open ${round}: text in the extension host after ${seconds(inHost)} ms, server ready ${seconds(ready)}, text sent ${seconds(handOver.at)} (${handOver.ms.toFixed(0)} ms, processor ${handOver.cpu.toFixed(0)}), ` +
        `attached ${seconds(attached)}, last trace ${seconds(traced)}, first colours ${seconds(first)}: ${Math.round(first - Math.max(ready, inHost))} ms after both; server ${memory}`,
    );
    const list = (gaps) =>
      gaps
        .filter((g) => g.cpu > 5)
        .map((g) => `${seconds(g.at)}:${g.ms.toFixed(0)}(${g.cpu.toFixed(0)})`)
        .join(" ");
    console.log(`  gaps at:ms(processor ms) ${list(during.gaps)}`);
    console.log(`  afterwards ${list(after.gaps)}`);
    results.push(first - Math.max(ready, inHost));
    handOvers.push(handOver.cpu);
    const later = [...during.gaps, ...after.gaps].filter((g) => g.at > handOver.at);
    blockings.push(Math.max(0, ...later.map((g) => g.cpu)));
    await window.end();
  }
  console.log(`first colours after the server was ready: ${summary(results)}`);
  console.log(`processor time of sending the text: ${summary(handOvers)}`);
  console.log(`longest processor time of a gap after it: ${summary(blockings)}`);
}

function serverMemory(/** @type {any} */ { server }) {
  for (const pid of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      if (!fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("dist/server.js")) continue;
      if (!isUnder(pid, server.data)) continue;
      const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
      const of = (name) =>
        Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
      return `${of("VmRSS")} MB, peak ${of("VmHWM")} MB`;
    } catch {
      // It ended meanwhile.
    }
  }
  return "not found";
}

function isUnder(/** @type {string} */ pid, /** @type {string} */ data) {
  for (let up = pid; Number(up) > 1; ) {
    if (fs.readFileSync(`/proc/${up}/cmdline`, "utf8").includes(data)) return true;
    up =
      fs
        .readFileSync(`/proc/${up}/stat`, "utf8")
        .replace(/^.*\) \S+ /, "")
        .split(" ")[0] ?? "1";
  }
  return false;
}

/** Several builds take turns in each round, so that other load on the machine affects them equally. */
async function typing() {
  for (const layer of layers) {
    const windows = [];
    for (const extension of extensions) windows.push(await typingWindow(layer, extension));
    for (const [name, delay] of [
      ["80 ms apart", 80],
      ["as fast as possible", 0],
    ]) {
      for (const { seen } of windows) seen.splice(0);
      for (let round = 0; round < 2 * rounds; round++)
        for (const typed of windows) typed.seen.push(await typeOnce(typed.window, delay));
      for (const { extension, seen } of windows) {
        const of = (key) => summary(seen.map((one) => one[key]));
        console.log(
          `typing, ${layer}, ${name}${extension ? `, ${extension}` : ""}: repainted after the last key ${of("settled")}; ` +
            `other than afresh: ${seen.filter((one) => one.wrong).length} of ${seen.length}; ` +
            `longest processor time of the extension host in a gap ${of("blocked")}; ` +
            `last key in the server after ${of("sent")}, answered after ${of("answered")}`,
        );
      }
    }
    for (const { window } of windows) {
      console.log(`  server ${serverMemory(window)}`);
      await window.end();
    }
  }
}

async function typingWindow(
  /** @type {string} */ layer,
  /** @type {string | undefined} */ extension,
) {
  const text = xml(1);
  const line = Math.floor(text.split("\n").length / 2);
  const window = await start({ "middle.xml": text }, { "sparseDiff.layer": layer }, extension);
  await window.probe.ask("open", { path: window.file("middle.xml"), line, character: 40 });
  await until(window, (seen) => isColoured(seen.current), 60_000);
  await sleep(1000);
  return { window, extension, seen: /** @type {any[]} */ ([]) };
}

async function typeOnce(/** @type {any} */ window, /** @type {number} */ delay) {
  await window.page.bringToFront();
  await window.editor("middle.xml").focus();
  await window.probe.ask("gaps");
  await window.probe.ask("talk");
  await window.watch("start");
  for (let i = 0; i < 30; i++) {
    await window.page.keyboard.press("abcdefghij"[i % 10]);
    if (delay) await sleep(delay);
  }
  const seen = await quiet(window);
  const last = seen.keys.at(-1);
  const settled = (seen.changes.at(-1)?.at ?? Number.NaN) - last;
  const { gaps } = await window.probe.ask("gaps");
  const { talk } = await window.probe.ask("talk");
  const lastOf = (what) => (talk.findLast((one) => one.what === what)?.at ?? Number.NaN) - last;
  if (process.env.VERBOSE) timeline(seen, talk, last);
  // Compares with the colours of a freshly requested trace.
  await window.page.keyboard.press("ArrowLeft");
  await quiet(window);
  await window.page.keyboard.press("ArrowRight");
  const again = await quiet(window);
  await window.watch("stop");
  return {
    settled,
    sent: lastOf("textDocument/didChange"),
    answered: lastOf("answer"),
    blocked: Math.max(0, ...gaps.map((g) => g.cpu)),
    wrong: again.current.signature !== seen.current.signature,
  };
}

/** What happened when, in milliseconds from the last key. */
function timeline(
  /** @type {any} */ { changes, keys },
  /** @type {any[]} */ talk,
  /** @type {number} */ last,
) {
  const all = [
    ...changes.map(({ at, tints, note }) => ({ at, what: `screen ${tints} ${note}` })),
    ...keys.map((at) => ({ at, what: "key" })),
    ...talk,
  ];
  const near = all.filter(({ at }) => at > last - 150).sort((a, b) => a.at - b.at);
  console.log(near.map(({ at, what }) => `${Math.round(at - last)} ${what}`).join("; "));
}

async function jump() {
  for (const megabytes of [1, 20]) {
    const text = xml(megabytes);
    const window = await start({ "end.xml": text });
    await window.watch("start");
    const last = text.split("\n").length - 3;
    const { asked } = await window.probe.ask("open", {
      path: window.file("end.xml"),
      line: last,
      character: 40,
    });
    await window.probe.ask("gaps");
    await until(window, (seen) => isColoured(seen.current), 300_000);
    const seen = await window.watch("read");
    const since = (at) => `${((at - asked) / 1000).toFixed(2)} s`;
    const notes = seen.changes.map((c) => `${since(c.at)} ${c.tints} ${c.hatched} ${c.note}`);
    console.log(
      `jump ${megabytes} MB: ${notes.length} changes; first ${notes.slice(0, 5).join("; ")}; last ${notes.slice(-3).join("; ")}`,
    );
    const { gaps } = await window.probe.ask("gaps");
    console.log(
      `  processor ms of the extension host in gaps while it reads: ${summary(gaps.map((g) => g.cpu))}`,
    );
    await window.page.mouse.move(600, 400);
    for (let i = 0; i < 60; i++) await window.page.mouse.wheel(0, i % 2 ? -3000 : -6000);
    const scrolled = await window.probe.ask("gaps");
    const { frames } = await window.watch("read");
    console.log(
      `  scrolling: gaps ${summary(scrolled.gaps.map((g) => g.cpu))}, frames over 50 ms ${frames.length}; server ${serverMemory(window)}`,
    );
    await window.end();
  }
}

/** What was seen, once nothing has changed for over a second. */
async function quiet(/** @type {any} */ window) {
  for (;;) {
    await sleep(300);
    const seen = await window.watch("read");
    const last = Math.max(seen.changes.at(-1)?.at ?? 0, seen.keys.at(-1) ?? 0);
    if (seen.now - last > 1300) return seen;
  }
}

/** Whether more than the outline of the target is painted. */
function isColoured(/** @type {{ tints: number }} */ seen) {
  return seen.tints > 3;
}

async function until(
  /** @type {any} */ window,
  /** @type {(seen: any) => boolean} */ holds,
  patience,
) {
  const deadline = Date.now() + patience;
  for (;;) {
    const seen = await window.watch("read");
    if (holds(seen)) return seen;
    if (Date.now() > deadline) {
      console.log(
        `nothing came within ${patience} ms; ${await window.screenshot("bench-failure")}`,
      );
      return seen;
    }
    await sleep(100);
  }
}

function summary(/** @type {number[]} */ values) {
  if (values.length === 0) return "none";
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]?.toFixed(0);
  return `best ${at(0)}, median ${at(0.5)}, 95 % ${at(0.95)} ms of ${values.length}`;
}

function readArguments() {
  const known = ["open", "typing", "jump"];
  const asked = process.argv.slice(2);
  const rounds = Number(asked.find((a) => a.startsWith("--rounds="))?.slice(9) ?? 5);
  const parts = asked.filter((a) => known.includes(a));
  const all = ["trace", "surprise", "netMinusCounting"];
  const chosen = all.filter((layer) => asked.includes(`--${layer}`));
  const layers = chosen.length > 0 ? chosen : all;
  // Builds to compare: folders with package.json and dist/; by default this repository's.
  const builds = asked.filter((a) => a.startsWith("--extension=")).map((a) => a.slice(12));
  return {
    rounds,
    layers,
    extensions: builds.length > 0 ? builds : [undefined],
    profile: asked.includes("--profile"),
    parts: parts.length > 0 ? parts : known,
  };
}
