// sparse-diff verify: the numerical checks on the user's own model and text; exit code 1 if one fails.
import { verify as checks } from "../../attribution/verification/verify";
import { verificationJson } from "../../jobs/measureJobs";
import { verificationText } from "../../protocol/words/verification";
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
import { checkPredicted } from "../target";
import { oneLine, style } from "../terminal";

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
    checkPredicted(model, text);
    const backend = backendOf(context);
    const results = await finish(context, "checking", checks(backend, model.weights, text.bytes));
    const json = verificationJson(results, backend.backend);
    const subject = {
      text: oneLine(text.path),
      model: oneLine(model.name),
      bytes: text.bytes.length,
    };
    return {
      code: json.passed ? 0 : 1,
      json,
      text: () => verificationText(json, subject, style),
    };
  },
};
