// sparse-diff verify: the numerical checks on the user's own model and text; exit code 1 if one fails.
import { verify as checks } from "../../attribution/verification/verify";
import type { Command } from "../command";
import {
  backendHelp,
  backendOf,
  backendOption,
  modelHelp,
  modelOption,
  readModel,
  readText,
} from "../inputs";
import { finish } from "../longWork";
import { colors, number, table } from "../terminal";

export const verify: Command = {
  name: "verify",
  usage: "TEXT --model MODEL",
  summary:
    "Numerical checks of the gradients: finite differences, adjoint, conservation, identities.",
  help: [...modelHelp, backendHelp],
  options: { ...modelOption, ...backendOption },
  positionals: ["TEXT"],
  async run(context) {
    const text = await readText(context, 2);
    const model = await readModel(context);
    const results = await finish(
      context,
      "checking",
      checks(backendOf(context), model.weights, text.bytes),
    );
    const passed = results.every((r) => r.passed);
    const rows = results.map((r) => [
      r.name,
      r.samples === 0
        ? "nothing to check"
        : r.passed
          ? colors.green("passed")
          : colors.red("FAILED"),
      number(r.worst),
      number(r.tolerance),
      String(r.samples),
    ]);
    return {
      code: passed ? 0 : 1,
      json: { passed, checks: results },
      text: () =>
        table(
          [
            { title: "check", align: "left" },
            { title: "", align: "left" },
            { title: "worst error" },
            { title: "tolerance" },
            { title: "samples" },
          ],
          rows,
        ),
    };
  },
};
