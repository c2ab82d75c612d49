// The palette offers a command only where it can run: what it lists, in a real VS Code, where nothing is open, in a text that
// is off, on the sample, with pins and a continuation, and while a model is trained. What a person sees who has done nothing is
// spelled out; for the rest, the manifest's clauses are held against the contexts that must hold.
import assert from "node:assert/strict";
import fs from "node:fs";
import { before } from "node:test";
import { CONTEXTS } from "../../extension/state/ids";
import { closeEverything, type OpenEditor, openEditor, pageTest } from "./page";
import { eventually, painted, statusSays } from "./painted";
import { openSample } from "./sampleFile";
import { trainWithoutEnd } from "./trainSteps";

type Context = keyof typeof CONTEXTS;

const PREFIX = "Sparse Diff: ";
const manifest = JSON.parse(fs.readFileSync("package.json", "utf8"));
const words = JSON.parse(fs.readFileSync("package.nls.json", "utf8"));

/** The titles that the manifest's clauses allow where exactly these contexts hold and nothing is selected. */
function allowed(holding: readonly Context[]): string[] {
  const held = new Set<string>(holding.map((name) => CONTEXTS[name]));
  const { commands, menus } = manifest.contributes;
  const clauses = new Map<string, string>(
    menus.commandPalette.map((entry: { command: string; when: string }) => [
      entry.command,
      entry.when,
    ]),
  );
  const isAllowed = (clause: string) =>
    clause
      .split(" && ")
      .every((part) => (part.startsWith("!") ? !held.has(part.slice(1)) : held.has(part)));
  return commands
    .filter(({ command }: { command: string }) => {
      const clause = clauses.get(command);
      return clause === undefined || isAllowed(clause);
    })
    .map(({ title }: { title: string }) => PREFIX + words[title.replaceAll("%", "")])
    .sort();
}

let editor: OpenEditor;
before(async () => {
  editor = await openEditor({ files: { "plain.txt": "A few plain words.\n" } });
  // So high that the list has room for every command.
  await editor.page.setViewportSize({ width: 1000, height: 5000 });
  await closeEverything(editor);
});

/** @param more another list that is right too */
async function offersExactly(
  titles: readonly string[],
  where: string,
  more: readonly string[] = titles,
): Promise<void> {
  const wanted = [titles, more].map((all) => all.join("\n"));
  await eventually(
    async () => {
      const all = await editor.offered(PREFIX);
      return [...new Set(all.filter((title) => title.startsWith(PREFIX)))].sort().join("\n");
    },
    (offered) => wanted.includes(offered),
    `not the commands that can run ${where}; wanted: ${wanted[0]}`,
  );
}

pageTest("nothing is open: three commands", async () => {
  const three = ["Open Sample", "Show Log", "Train Model on Folder"].map((title) => PREFIX + title);
  assert.deepEqual(allowed([]), three);
  await offersExactly(three, "where nothing is open");
});

pageTest(
  "a text that is off: what switches it on, and nothing that changes what is shown",
  async () => {
    await editor.open("plain.txt");
    const titles = allowed(["eligible"]);
    assert.ok(titles.includes(`${PREFIX}Trace at Cursor`));
    for (const title of ["Pins", "Cancel", "Continue", "Next Difference", "Insert", "Select Layer"])
      assert.ok(!titles.some((offered) => offered.includes(title)), title);
    await offersExactly(titles, "in a text that is off");
  },
);

const ON = ["eligible", "fileOn", "canContinue", "serverUsed"] as const;

pageTest(
  "the sample: all that needs a trace; with pins and a continuation, theirs too",
  async () => {
    const text = await openSample(editor);
    await statusSays(editor, /bits\/byte/);
    await offersExactly(allowed(ON), "on the sample");
    await text.placeCaret(17, 30);
    await editor.runCommand("Sparse Diff: Pin");
    await eventually(
      () => painted(text),
      ({ pins, target }) => pins.length > 0 || target !== undefined,
      "no pin",
    );
    await offersExactly(allowed([...ON, "hasPins"]), "with a pin");
    await text.placeCaret(12, 30);
    await editor.runCommand("Sparse Diff: Pin");
    await offersExactly(allowed([...ON, "hasPins", "severalPins"]), "with two pins");
    await editor.runCommand("Sparse Diff: Clear Pins");
    await editor.runCommand("Sparse Diff: Write On from the Caret");
    await offersExactly(allowed([...ON, "writingOn"]), "with a continuation");
    await editor.runCommand("Sparse Diff: Hide Continuation");
    await offersExactly(allowed(ON), "on the sample again");
  },
);

pageTest(
  "while a model is trained: Cancel Training; afterwards what can be done with it",
  async () => {
    await trainWithoutEnd(editor, "Train Model on This File");
    const during = ["eligible", "fileOn", "serverUsed", "training"] as const;
    await offersExactly(
      allowed(during),
      "while the sample is trained on",
      allowed([...during, "hasTrained"]), // the first of its models is written after a second
    );
    await editor.runCommand("Sparse Diff: Cancel Training");
    await statusSays(editor, /bits\/byte · sample\.xml\.safetensors/);
    await offersExactly(allowed([...ON, "hasTrained"]), "after the training");
  },
);
