// What the numerical checks of the gradients found, as a page of plain text: one sentence, a table, what each check
// compares and, where one failed, what to do next.
import { CHECKS } from "../vocabulary/verification";
import type { CheckJson, VerificationJson } from "../wire/measures";
import { count, several, three } from "./numbers";
import { brokenLines, PLAIN, type Style, tableLines } from "./plainPage";

/** @param where the text and the model */
export function verificationText(
  found: VerificationJson,
  where: string,
  style: Style = PLAIN,
): string {
  const { checks, passed, backend } = found;
  const rows = checks.map((check, i) => [
    `${i + 1} ${CHECKS[check.check].label}`,
    outcome(check, style),
    check.worst === null ? "no number" : three(check.worst),
    three(check.tolerance),
    count(check.samples),
  ]);
  const [titles, ...table] = tableLines(
    [
      { title: "check", align: "left" },
      { title: "result", align: "left" },
      { title: "worst error" },
      { title: "tolerance" },
      { title: "samples" },
    ],
    rows,
  );
  return [
    style.strong("Numerical checks of the gradients"),
    where,
    "",
    ...brokenLines(verificationSentence(found)),
    "",
    style.dim(titles),
    ...table,
    "",
    ...checks.flatMap(({ check }, i) =>
      brokenLines(`${i + 1}  ${CHECKS[check].sentence}`, "   ").map(style.dim),
    ),
    "",
    ...brokenLines(
      `Kernels in use: ${backend}. An error is a share of the largest value that it is about. The samples are 16 positions in even steps of the text, with up to 20 lags each.`,
    ).map(style.dim),
    ...(passed ? [] : ["", ...nextSteps(style)]),
  ].join("\n");
}

/** All 6 checks passed: ... */
export function verificationSentence({ passed, checks }: VerificationJson): string {
  const failed = checks.filter((check) => !check.passed);
  if (!passed) {
    const names = failed.map(({ check }) => CHECKS[check].label.toLowerCase());
    return `${failed.length} of ${several(checks.length, "check")} FAILED (${names.join("; ")}): do not rely on the attributions of this model until it is clear why.`;
  }
  const empty = checks.filter((check) => check.samples === 0).length;
  const but =
    empty === 0
      ? ""
      : ` For ${several(empty, "check")} the text was too short to look at anything.`;
  return `All ${several(checks.length, "check")} passed: on this text the gradients of this model are right to within the tolerances.${but}`;
}

function outcome({ passed, samples }: CheckJson, style: Style): string {
  if (samples === 0) return "nothing to check";
  return passed ? style.good("passed") : style.bad("FAILED");
}

function nextSteps(style: Style): string[] {
  const steps = [
    "1  Run the same checks in plain float64 arithmetic, in a terminal: sparse-diff verify TEXT --model MODEL --backend reference",
    "2  If they pass there, the fast kernels are wrong on this machine: please report it, with the JSON of these checks.",
    "3  If they fail there too, the formulas do not hold for the numbers of this model, which may be too large or too small for a shift to be seen. Check another model on this text to tell which of the two it is.",
  ];
  return [style.strong("What to do next"), ...steps.flatMap((step) => brokenLines(step, "   "))];
}
