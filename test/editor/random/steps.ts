// The steps of a random use of the editor, as plain values that fast-check draws, prints and shrinks, and what each does in the
// extension host. Steps that need the mouse, a process or a new window are done by randomUse.ts.
import fc from "fast-check";
import type { HostWorld } from "../doors";

/** Places are whole numbers that are taken modulo what there is, so that a step makes sense in every text. */
export type Step =
  | { readonly kind: "type"; readonly text: string }
  | { readonly kind: "carets"; readonly at: readonly number[] }
  | { readonly kind: "select"; readonly from: number; readonly to: number }
  | {
      readonly kind: "edit";
      readonly edits: readonly {
        readonly at: number;
        readonly removed: number;
        readonly text: string;
      }[];
    }
  | { readonly kind: "command"; readonly command: string; readonly times: number }
  | { readonly kind: "lineEnds"; readonly crlf: boolean }
  | { readonly kind: "setting"; readonly key: string; readonly value: unknown }
  | { readonly kind: "neuron"; readonly neuron: number }
  | { readonly kind: "rename"; readonly name: string }
  | { readonly kind: "saveAs"; readonly name: string }
  | { readonly kind: "save" }
  | { readonly kind: "hover"; readonly at: number }
  | { readonly kind: "kill"; readonly signal: "SIGKILL" | "SIGTERM" }
  | { readonly kind: "reload" };

export type HostStep = Exclude<Step, { kind: "saveAs" | "hover" | "kill" | "reload" }>;

/** Of each kind, and of every length that UTF-8 and UTF-16 have, with halves of a pair. */
const PIECES = [
  ...["a", "e ", "<page>", "</page>\n", "the ", "0", "\t", "\n", "  ", "&amp;", "x\ny\n", "\r\n"],
  ...["\u20ac", "\u00fc", "\u{1F600}", "e\u0301", "\ufeff", "\u202e", "\u0001", "\ud83d", "\ude00"],
];
const place = fc.nat(100_000);
const words = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 4 })
  .map((all) => all.join(""));
const name = fc.constantFrom("one", "two", "it's (1) & more", "$(trash) [x](command:y)");

/** What the settings of this key may be, without those that take seconds on a busy machine. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  layer: [
    "trace",
    "surprise",
    "gradientNorm",
    "influence",
    "neuron",
    "netMinusCounting",
    "skipPatternDepth",
  ],
  neuron: [0, 1, 7, 15],
  method: ["gradient", "gated", "integrated", "occlusion"],
  objective: ["logprob", "logit", "margin"],
  target: ["true", "predicted", "0x65"],
  against: ["", "0x20"],
  sumBy: ["byte", "word", "line"],
  scale: ["target", "visible", "file", "fixed"],
  fixedScale: [0.01, 1],
  depth: [0, 3, 50, 400],
  "threshold.enabled": [true, false],
  "threshold.rule": ["nucleus", "share", "absolute"],
  "threshold.scope": ["display", "tracing"],
  "threshold.nucleus": [50, 80, 99.9],
  "threshold.share": [0, 5],
  "threshold.absolute": [0.001, 0.5],
  causes: [true, false],
  showPrediction: [true, false],
};

const setting = fc.oneof(
  ...Object.entries(VALUES).map(([key, values]) =>
    fc.record({
      kind: fc.constant("setting" as const),
      key: fc.constant(key),
      value: fc.constantFrom(...values),
    }),
  ),
);

const COMMANDS = [
  ...["deleteLeft", "deleteRight", "undo", "redo", "cursorDown", "cursorEnd", "cursorWordLeft"],
  ...[
    "editor.action.insertLineAfter",
    "editor.action.moveLinesDownAction",
    "editor.action.joinLines",
  ],
  ...["editor.action.insertCursorBelow", "removeSecondaryCursors"],
];
const OURS = [
  ...["pin", "pin", "clearPins", "nextStrongOffset", "previousStrongOffset", "explainSelection"],
  ...["nextSurprise", "toggleThreshold", "toggleCauses", "toggleAttribution", "restartServer"],
].map((command) => `sparseDiff.${command}`);

/** @param models of the workspace, by path */
export function arbitraryStep(models: readonly string[]): fc.Arbitrary<Step> {
  return fc.oneof(
    { weight: 24, arbitrary: fc.record({ kind: fc.constant("type" as const), text: words }) },
    {
      weight: 15,
      arbitrary: fc.record({
        kind: fc.constant("carets" as const),
        at: fc.array(place, { minLength: 1, maxLength: 4 }),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant("select" as const), from: place, to: place }),
    },
    {
      weight: 12,
      arbitrary: fc.record({
        kind: fc.constant("edit" as const),
        edits: fc.array(
          fc.record({ at: place, removed: fc.nat(12), text: fc.oneof(fc.constant(""), words) }),
          {
            minLength: 1,
            maxLength: 3,
          },
        ),
      }),
    },
    {
      weight: 18,
      arbitrary: fc.record({
        kind: fc.constant("command" as const),
        command: fc.constantFrom(...COMMANDS),
        times: fc.integer({ min: 1, max: 5 }),
      }),
    },
    {
      weight: 18,
      arbitrary: fc.record({
        kind: fc.constant("command" as const),
        command: fc.constantFrom(...OURS),
        times: fc.constant(1),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant("lineEnds" as const), crlf: fc.boolean() }),
    },
    { weight: 18, arbitrary: setting },
    {
      weight: 9,
      arbitrary: fc.record({
        kind: fc.constant("setting" as const),
        key: fc.constant("model"),
        value: fc.constantFrom("", ...models),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant("neuron" as const), neuron: fc.nat(19) }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("rename" as const), name }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("saveAs" as const), name }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("save" as const) }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant("hover" as const), at: place }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("kill" as const),
        signal: fc.constantFrom("SIGKILL" as const, "SIGTERM" as const),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("reload" as const) }) },
  );
}

/** Runs in the extension host. A text of some thousand characters is cut short, so that all of it stays on the screen. */
export async function actInHost({ vscode }: HostWorld, step: HostStep): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new Error("no editor is active");
  const { document } = editor;
  const place = (at: number) => document.positionAt(at % (document.getText().length + 1));
  const run = (command: string, argument?: unknown) =>
    Promise.race([
      vscode.commands.executeCommand(command, argument),
      // A command that asks the user waits for an answer.
      new Promise((resume) => setTimeout(resume, 20_000)),
    ]);
  switch (step.kind) {
    case "type":
      await run("type", { text: step.text });
      break;
    case "carets":
      editor.selections = step.at.map((at) => new vscode.Selection(place(at), place(at)));
      break;
    case "select":
      editor.selection = new vscode.Selection(place(step.from), place(step.to));
      break;
    case "edit": {
      // One edit of several places, which must not overlap.
      const length = document.getText().length + 1;
      let end = 0;
      const ordered = [...step.edits].sort((a, b) => (a.at % length) - (b.at % length));
      await editor.edit((builder) => {
        for (const { at, removed, text } of ordered) {
          const start = Math.max(end, at % length);
          end = start + removed;
          const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
          builder.replace(range, text);
          // VS Code moves a place within a surrogate pair out of it, to the left for a start and to the right for an end.
          end += 2;
        }
      });
      break;
    }
    case "command":
      for (let i = 0; i < step.times; i++) await run(step.command);
      break;
    case "lineEnds":
      await editor.edit((builder) =>
        builder.setEndOfLine(step.crlf ? vscode.EndOfLine.CRLF : vscode.EndOfLine.LF),
      );
      break;
    case "setting":
      await vscode.workspace
        .getConfiguration("sparseDiff")
        .update(step.key, step.value, vscode.ConfigurationTarget.Workspace);
      break;
    case "neuron":
      await run("sparseDiff.showNeuron", step.neuron);
      break;
    case "rename": {
      await document.save();
      const edit = new vscode.WorkspaceEdit();
      const to = vscode.Uri.joinPath(document.uri, "..", `${step.name}.txt`);
      if (to.toString() === document.uri.toString()) break;
      edit.renameFile(document.uri, to, { overwrite: true });
      await vscode.workspace.applyEdit(edit);
      break;
    }
    case "save":
      await document.save();
      break;
  }
}
