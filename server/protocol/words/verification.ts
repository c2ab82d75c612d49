// What the numerical checks of the gradients found, as a page of plain text: one sentence, a table, what each check
// compares and, where one failed, what to do next.
import { CHECKS } from "../vocabulary/verification";
import type { CheckJson, VerificationJson } from "../wire/measures";
import { l10n, translated } from "./l10n";
import { count, several, three } from "./numbers";
import { brokenLines, heading, PLAIN, type Style, type Subject, tableLines } from "./plainPage";
import { inSentence } from "./terms";

export function verificationText(
  found: VerificationJson,
  subject: Subject,
  style: Style = PLAIN,
): string {
  const { checks, passed, backend } = found;
  const rows = checks.map((check) => [
    check.check,
    outcome(check, style),
    check.worst === null ? l10n`none` : three(check.worst),
    three(check.tolerance),
    count(check.samples),
  ]);
  const [titles, ...table] = tableLines(
    [
      { title: l10n`check`, align: "left" },
      { title: l10n`result`, align: "left" },
      { title: l10n`error` },
      { title: l10n`allowed` },
      { title: "n" },
    ],
    rows,
  );
  const note = (sentence: string, indent?: string) =>
    brokenLines(sentence, style, indent).map(style.dim);
  return [
    ...heading(l10n`Numerical checks of the gradients`, subject, style),
    ...brokenLines(verificationSentence(found), style),
    "",
    style.dim(titles),
    ...table,
    "",
    ...checks.flatMap(({ check }) => note(`${check}: ${translated(CHECKS[check].sentence)}`, "  ")),
    "",
    ...note(
      l10n`Error: the worst of n samples, as a share of the largest value that it is about. They are of 16 positions in even steps of the text, or of all where there are fewer, with up to 20 lags each; completeness of four of them, with up to 3. Kernels in use: ${backend}.`,
    ),
    ...(passed ? [] : ["", ...nextSteps(style)]),
  ].join("\n");
}

/** All 6 checks passed: ... */
export function verificationSentence({ passed, checks }: VerificationJson): string {
  const failed = checks.filter((check) => !check.passed);
  if (!passed) {
    const names = failed.map(({ check }) => inSentence(CHECKS[check].label));
    return l10n`${failed.length} of ${several(checks.length, "check")} FAILED (${names.join("; ")}): do not rely on the attributions of this model until it is clear why.`;
  }
  const empty = checks.filter((check) => check.samples === 0).length;
  const but =
    empty === 0
      ? ""
      : l10n` For ${several(empty, "check")} the text was too short to look at anything.`;
  return l10n`All ${several(checks.length, "check")} passed: on this text the gradients of this model are right to within the tolerances.${but}`;
}

function outcome({ passed, samples }: CheckJson, style: Style): string {
  if (samples === 0) return l10n`empty`;
  return passed ? style.good(l10n`passed`) : style.bad(l10n`FAILED`);
}

function nextSteps(style: Style): string[] {
  const steps = [
    l10n`1  Run the same checks in plain float64 arithmetic, in a terminal: \`sparse-diff verify TEXT --model MODEL --backend reference\``,
    l10n`2  If they pass there, the fast kernels are wrong on this machine: please report it, with the JSON of these checks.`,
    l10n`3  If they fail there too, the formulas do not hold for the numbers of this model, which may be too large or too small for a shift to be seen. Check another model on this text to tell which of the two it is.`,
  ];
  return [
    style.strong(l10n`What to do next`),
    ...steps.flatMap((step) => brokenLines(step, style, "   ")),
  ];
}
