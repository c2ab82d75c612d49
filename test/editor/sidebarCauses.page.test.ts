// The sidebar's group Causes in a real VS Code on the paper's text: the sets and the memory curve with the numbers of
// docs/causes.md, as charts and as tables, its buttons, what it says when causes are off, on a narrow sidebar and in the
// four themes without an axe-core finding.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import type { OpenEditor } from "./page";
import { eventually, targetAt } from "./painted";
import { canRun, paperTest, TEXT } from "./paperFiles";
import { paperSidebar } from "./paperWindow";
import { overTheEdge, resizeSidebar, type Sidebar, violations } from "./sidebar";
import { THEMES, useTheme } from "./themes";

const NARROW = 250;
let editor: OpenEditor;
let sidebar: Sidebar;

before(async () => {
  if (canRun) ({ editor, sidebar } = await paperSidebar(1500));
});
after(async () => {
  if (editor) await useTheme(editor, "dark");
});

async function trace(line: number, column: number): Promise<void> {
  await editor.editor(TEXT).placeCaret(line + 1, 1);
  await editor.editor(TEXT).placeCaret(line, column);
  await targetAt(editor.editor(TEXT), line, column);
}

const groupSays = async (wanted: RegExp) => {
  const group = await sidebar.part("Causes");
  return eventually(
    async () => (await group.innerText()).replaceAll(/\s+/g, " "),
    (words) => wanted.test(words),
    `the group does not say ${wanted}`,
  );
};

/** The memory chart, unfolded, once the curve of the file is there. */
async function memory() {
  const chart = sidebar.page.locator("details[data-chart=memory]");
  if ((await chart.getAttribute("open")) === null) await chart.locator("summary").click();
  await chart.getByText(/file: mean over 768 to 1,023 targets/).waitFor();
  return chart;
}

const cells = (rows: string[][], of: string) => rows.find(([first]) => first === of) ?? [];

paperTest("the group says what 'x' at byte 11 rests on, and so does the head", async () => {
  await trace(1, 12);
  const said = await groupSays(/Decisive/);
  assert.match(said, /Enough alone: 'm' \(k 9\), '<' \(k 10\), 0\.841 bits\./);
  assert.match(said, /Decisive: 'm' \(k 9\), 12\.0 bits without it\./);
  assert.match(
    said,
    /The smallest found in 66 runs of the net, .* another top lag \(chance 1 in 11\)/,
  );
  await sidebar.headline(/Gradient and occlusion over 11 lags: Spearman/);
});

paperTest("the table has both rows of the chart by lag, with the sets", async () => {
  await trace(1, 12);
  await groupSays(/Decisive: 'm'/);
  const group = await sidebar.part("Causes");
  assert.equal(await group.locator(".rows svg[role=img]").count(), 2);
  const words = await group.locator(".rows svg").last().getAttribute("aria-label");
  assert.match(words ?? "", /enough alone: k 9, k 10; decisive: k 9$/);
  const table = group.getByRole("button", { name: "Attribution and occlusion by lag as a table" });
  await table.click();
  const rows = await sidebar.rows("Causes");
  assert.equal(rows.length, 11);
  assert.deepEqual(
    rows.map(([k, byte, , , set]) => [k, byte, set]).filter(([, , set]) => set !== ""),
    [
      ["9", "'m'", "enough, decisive"],
      ["10", "'<'", "enough"],
    ],
  );
  const lags = await sidebar.part("Attribution by lag");
  const asTable = lags.getByRole("button", { name: "Attribution by lag as a table" });
  await asTable.click();
  assert.deepEqual(
    rows.map(([k, byte, attribution]) => [k, byte, attribution]),
    (await sidebar.rows("Attribution by lag"))
      .slice(0, rows.length)
      .map(([k, byte, , attribution]) => [k, byte, attribution]),
  );
  await asTable.click();
  const sizes = rows.map(([, , , occlusion]) => Number(occlusion?.replace("\u2212", "-")));
  assert.equal(sizes.indexOf(Math.max(...sizes)), 9);
  await table.click();
});

paperTest("the memory curve of the target and of the file ends in all", async () => {
  await trace(8, 37);
  await groupSays(/Enough alone|No byte of the window/);
  const chart = await memory();
  await chart.locator("svg[role=img]").waitFor();
  await chart.getByText(/counting single bytes: \d\.\d+/).waitFor();
  await chart.getByRole("button", { name: "Memory as a table" }).click();
  const rows = async () => sidebar.rows("Causes");
  const table = await rows();
  const file = table.map(([m, , bits, n]) => [m, bits, n].join(" "));
  for (const row of [
    "0 4.74 1,024",
    "1 5.71 1,023",
    "2 6.18 1,022",
    "16 3.85 1,008",
    "64 2.25 960",
  ])
    assert.ok(file.includes(row), `${row}: ${file.join("; ")}`);
  assert.ok(file.includes("all 0.0792 1,023"), file.at(-1));
  assert.match(cells(table, "256")[1] ?? "", /^\d[\d.]*(e\u2212\d+)?$/);
  // Eleven bytes into the text there are no 16 to be seen.
  await trace(1, 12);
  await eventually(
    rows,
    (now) => cells(now, "16")[1] === "\u2013" && cells(now, "all")[1]?.startsWith("0.005") === true,
    "the table is not that of byte 11",
  );
  await chart.getByRole("button", { name: "Memory as a table" }).click();
});

paperTest("a byte's button shows it in the text and leaves the trace", async () => {
  await trace(1, 59);
  await groupSays(/Enough alone: .*\(k 41\)/);
  const lines = editor.page.locator(".editor-instance .view-lines").first();
  const isShown = async () => /<mediawiki/.test(await lines.innerText());
  assert.equal(await isShown(), true);
  // The margin, since the pointer on a character would explain that one.
  const margin = await editor.page.locator(".editor-instance .margin").first().boundingBox();
  await editor.page.mouse.move((margin?.x ?? 0) + 4, (margin?.y ?? 0) + 60);
  await editor.page.mouse.wheel(0, 3000);
  await eventually(isShown, (is) => !is, "the text does not scroll");
  const group = await sidebar.part("Causes");
  await group.getByRole("button", { name: /\(k 41\)/ }).press("Enter");
  await eventually(isShown, (is) => is, "the byte is not shown");
  await sidebar.headline(/at byte 58/);
});

paperTest("without causes one sentence and a check that finds them all the same", async () => {
  await trace(1, 30);
  await groupSays(/Decisive/);
  const group = await sidebar.part("Causes");
  await group.getByRole("button", { name: "Toggle Causes" }).click();
  const off = await groupSays(/Causes are off/);
  assert.doesNotMatch(off, /Decisive|Enough/);
  assert.equal(await group.locator(".rows").isVisible(), false);
  await group.getByRole("button", { name: "Causal Check" }).click();
  await groupSays(/Decisive: .*\(k 21\), 13\.6 bits without it/);
  await trace(1, 12);
  await groupSays(/Causes are off/);
  await group.getByRole("button", { name: "Toggle Causes" }).click();
  await groupSays(/Decisive: 'm' \(k 9\)/);
});

paperTest("the interventions' buttons begin with the trace on the screen", async () => {
  await trace(1, 12);
  await groupSays(/Decisive: 'm' \(k 9\)/);
  const group = await sidebar.part("Causes");
  const title = editor.page.locator(".quick-input-widget:visible .quick-input-title");
  for (const [name, words] of [
    ["What If a Byte Were...", /What if a byte were another .* 'x' at byte 11/],
    ["Change a Neuron...", /Change a neuron in the readout .* 'x' at byte 11/],
  ] as const) {
    await group.getByRole("button", { name }).click();
    await title.filter({ hasText: words }).waitFor();
    await editor.page.keyboard.press("Escape");
    await title.waitFor({ state: "hidden" });
  }
});

paperTest("one byte against another has no causes, and the group says so", async () => {
  await trace(1, 12);
  await sidebar.control("Target").selectOption("against");
  await groupSays(/one byte against another has none/);
  await sidebar.control("Target").selectOption("true");
  await groupSays(/Decisive: 'm' \(k 9\)/);
});

paperTest(
  "causes are found again where a setting changes nothing of the trace itself",
  async () => {
    await trace(1, 12);
    await groupSays(/Decisive: 'm' \(k 9\)/);
    // The predicted byte is the true one, and the text before it is shorter than either depth.
    const [target, depth] = [sidebar.control("Target"), sidebar.control("Depth, lags")];
    const changes = [
      () => target.selectOption("predicted"),
      () => target.selectOption("true"),
      () => depth.fill("40").then(() => depth.press("Enter")),
      () => depth.fill("50").then(() => depth.press("Enter")),
    ];
    const scales = [
      ["visible", /on the screen/],
      ["target", /the largest of this target/],
    ] as const;
    for (const [i, change] of changes.entries()) {
      await change();
      // Settings are taken in their order: once the legend knows this one, the group knows the one before.
      const [scale, words] = scales[i % 2]!;
      await sidebar.control("Scale").selectOption(scale);
      await sidebar.legendSays(words);
      await groupSays(/Decisive: 'm' \(k 9\)/);
    }
  },
);

for (const theme of THEMES) {
  paperTest(
    `the group in ${theme}: pictures, nothing over the edge, no axe-core finding`,
    async () => {
      await useTheme(editor, theme, sidebar);
      for (const [column, width] of [
        [12, 340],
        [59, NARROW],
      ] as const) {
        await resizeSidebar(editor, width);
        await trace(1, column);
        await groupSays(column === 12 ? /Decisive: 'm' \(k 9\)/ : /\(k 41\)/);
        await memory();
        const group = await sidebar.part("Causes");
        await group.scrollIntoViewIfNeeded();
        const picture = (of: string) =>
          group.screenshot({ path: `out/screenshots/sidebar-causes-${theme}-${width}${of}.png` });
        await picture("");
        assert.deepEqual(await overTheEdge(sidebar), [], `${width} px`);
        const tables = await group.getByRole("button", { name: /as a table/ }).all();
        for (const button of tables) await button.click();
        await picture("-tables");
        assert.deepEqual(await overTheEdge(sidebar), [], `tables at ${width} px`);
        assert.deepEqual(await violations(editor), []);
        for (const button of tables) await button.click();
        assert.deepEqual(await violations(editor), []);
      }
    },
  );
}
