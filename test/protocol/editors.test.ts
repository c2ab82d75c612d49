// Real editors with `sparse-diff lsp`, as a person sets them up: the configuration is the one of docs/editors.md. Neovim comes
// from Debian where it is missing and apt may install it; it is never missing in CI. Emacs is asked where it is installed.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import type { TraceJson } from "../../server/protocol/wire/traceJson";
import { provide, provideProgram } from "../tools/apt.mjs";
import { needsSharedData, sharedFile } from "../tools/sharedData";
import { load, type VectorTrace } from "../tools/vectors";
import { json, script } from "./commandLine";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-editors-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
const command = path.join(folder, "sparse-diff");
fs.writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`, {
  mode: 0o755,
});
const environment = {
  ...process.env,
  PATH: `${folder}${path.delimiter}${process.env.PATH}`,
  HOME: folder,
  XDG_CONFIG_HOME: folder,
  XDG_DATA_HOME: folder,
  XDG_STATE_HOME: folder,
};

const MODEL = "/path/to/model.safetensors";
const page = fs.readFileSync("docs/editors.md", "utf8");

/** The page's blocks in a language, with another model and more options. */
function blocks(language: string, model: string, options: readonly string[]): string[] {
  const between = language === "lua" ? ", " : " ";
  const written = [model, ...options].map((word) => JSON.stringify(word)).join(between);
  const found = [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))];
  return found.map(([, block = ""]) => {
    assert.ok(block.includes(JSON.stringify(MODEL)), block);
    return block.replace(JSON.stringify(MODEL), written);
  });
}

interface Seen {
  readonly hover: string;
  readonly hints: readonly string[];
  readonly diagnostics: readonly string[];
  readonly severities: readonly number[];
}

function run(program: string, args: readonly string[], made: string): Seen {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    env: environment,
    cwd: folder,
    encoding: "utf8",
    timeout: 180_000,
  });
  assert.equal(status, 0, `${program}: ${error ?? ""} ${stdout} ${stderr}`);
  const { hover, ...lists } = JSON.parse(fs.readFileSync(made, "utf8"));
  // Neovim may write an empty list as an empty object.
  const list = (name: string): never[] => Object.values(lists[name] ?? {});
  const [hints, diagnostics, severities] = ["hints", "diagnostics", "severities"].map(list);
  return { hover, hints: hints!, diagnostics: diagnostics!, severities: severities! };
}

/** Opens a file in Neovim and asks for the hover of a byte of its first line, as `:lua vim.lsp.buf.hover()` does. */
function inNeovim(file: string, byte: number, model: string, options: readonly string[]): Seen {
  const [newer, older] = blocks("lua", model, options);
  fs.writeFileSync(
    path.join(folder, "init.lua"),
    `if vim.fn.has("nvim-0.11") == 1 then\n${newer}else\n${older}end\n`,
  );
  const made = path.join(folder, "neovim.json");
  const driver = path.resolve("test/protocol/editors/neovim.lua");
  const asked = `lua Asked = { byte = ${byte}, waits = ${options.length > 0}, made = "${made}" }`;
  const start = ["--headless", "-u", path.join(folder, "init.lua"), "-i", "NONE", "-n", file];
  return run("nvim", [...start, "-c", asked, "-c", `luafile ${driver}`], made);
}

function inEmacs(file: string, byte: number, model: string, options: readonly string[]): Seen {
  const [block = ""] = blocks("elisp", model, options);
  const made = path.join(folder, "emacs.json");
  fs.writeFileSync(
    path.join(folder, "asked.el"),
    `${block}\n(setq asked-file "${file}" asked-byte ${byte} asked-waits ${options.length > 0 ? "t" : "nil"} asked-made "${made}")\n`,
  );
  const driver = path.resolve("test/protocol/editors/emacs.el");
  return run("emacs", ["--batch", "-l", path.join(folder, "asked.el"), "-l", driver], made);
}

const numberOf = (words: string | undefined) => Number((words ?? "").replaceAll("−", "-"));

/** The hover's p and strongest bytes are those of the vectors. */
function assertVectors(hover: string, trace: Vector): void {
  const near = (words: string | undefined, expected: number) =>
    assert.ok(Math.abs(numberOf(words) - expected) <= 0.006 * Math.abs(expected), hover);
  near(/Probability (\S+), /.exec(hover)?.[1], trace.probability);
  const rows = [...hover.matchAll(/^k (\d+): .+ at byte (\d+), (\S+) nats/gm)];
  const expected = trace.gradient
    .map((attribution, k) => ({ k, attribution }))
    .sort((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution));
  assert.equal(rows.length, 5);
  for (const [i, [, k, byte, attribution]] of rows.entries()) {
    assert.equal(Number(k), expected[i]?.k);
    assert.equal(Number(byte), trace.position - Number(k));
    near(attribution, expected[i]?.attribution ?? Number.NaN);
  }
}

type Vector = Pick<VectorTrace, "probability" | "position" | "gradient">;

/** The first whose byte is ASCII and in the first line, as every trace of the paper's text is at first. */
function inFirstLine({ vectors, text }: ReturnType<typeof load>): Vector {
  const end = text.indexOf(10);
  const found = vectors.traces.find(({ position }) => {
    const before = text.subarray(0, position + 2);
    return position > 4 && position + 1 < end && before.every((byte) => byte < 0x80);
  });
  assert.ok(found);
  return found;
}

function assertOff({ hints, diagnostics }: Seen): void {
  assert.deepEqual([...hints, ...diagnostics], []);
}

function assertOn({ hints, diagnostics, severities }: Seen): void {
  assert.ok(hints.length > 0 && diagnostics.length > 0);
  for (const hint of hints) assert.match(hint, /^\d\S* bits$/);
  for (const one of diagnostics) assert.match(one, /^.+ at byte \d+ costs the model \S+ bits, p /);
  assert.ok(severities.every((severity) => severity === 4));
}

const LIMITS = ["--inlay-hints", "2", "--diagnostics", "2"];
const [sampleText, sampleModel] = ["sample.xml", "sample.bin"].map((name) =>
  path.resolve("media/sample", name),
) as [string, string];

/** Eglot is in Emacs from 29 on; before, Debian has it in a package of its own. */
const withEglot = () =>
  provide(
    "Emacs with eglot",
    () => spawnSync("emacs", ["--batch", "--eval", "(require 'eglot)"]).status === 0,
    ["emacs-nox", "elpa-eglot"],
  );

for (const [name, open, options] of [
  ["Neovim", inNeovim, provideProgram("nvim", "neovim")],
  ["Emacs", inEmacs, withEglot()],
] as const) {
  test(`${name} shows p and the strongest bytes of the vectors`, {
    ...needsSharedData,
    ...options,
  }, () => {
    const trace = inFirstLine(load("paper"));
    const file = path.join(folder, "paper.txt");
    fs.copyFileSync(sharedFile("enwik_1024.txt"), file);
    const seen = open(file, trace.position + 1, sharedFile("sat_model.bin"), []);
    assertVectors(seen.hover, trace);
    assertOff(seen);
  });

  test(
    `${name} shows the sample, with hints and diagnostics where they are asked for`,
    options,
    () => {
      const file = path.join(folder, "sample.txt");
      fs.copyFileSync(sampleText, file);
      const byte = 30;
      const trace = json<TraceJson>(
        "trace",
        file,
        "--model",
        sampleModel,
        "--at",
        String(byte - 1),
      );
      const gradient = trace.offsets.map(({ attribution }) => attribution);
      const seen = open(file, byte, sampleModel, LIMITS);
      assertVectors(seen.hover, { ...trace, gradient });
      assertOn(seen);
      assertOff(open(file, byte, sampleModel, []));
    },
  );
}
