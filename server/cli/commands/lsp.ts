// sparse-diff lsp: a language server on standard input and output, for editors other than VS Code. Its options are the
// settings that a client may also send (lsp/settings.ts); the work is in lsp/.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defaultOptions } from "../../attribution/types";
import { ThreadPool, workerScript } from "../../jobs/threads.node";
import { type LspSettings, wantedModel } from "../../lsp/settings";
import { NONLINEARITIES } from "../../nets/saidOfNets";
import { namesOf } from "../../protocol/vocabulary/terms";
import { DEPTH, METHODS } from "../../protocol/vocabulary/tracing";
import { loadModel } from "../../requests/modelFile";
import { type Command, type Context, oneOf, realNumber, wholeNumber } from "../command";
import { backendHelp, backendOf, backendOption, modelOption, netHelp } from "../inputs";

/** The bundled general model, beside the folder of the modules. */
const GENERAL = join(__dirname, "..", "media", "general", "general.safetensors");

export const lsp: Command = {
  name: "lsp",
  usage: "[--model MODEL] [options]",
  summary: "A language server for editors that speak LSP: hover, inlay hints, diagnostics.",
  help: [
    "--model MODEL           the model (default: the bundled general model)",
    ...netHelp,
    `--depth N               largest lag of the hover (${defaultOptions.depth}), at most ${DEPTH.high}`,
    `--method NAME           of the hover: ${namesOf(METHODS).join(", ")} (default: ${defaultOptions.method})`,
    "--causes                the hover also says which bytes the prediction rests on",
    "--inlay-hints BITS      a hint before every character that costs more bits; none without it",
    "--diagnostics BITS      a diagnostic of severity Hint for the same; none without it",
    backendHelp,
  ],
  options: {
    ...modelOption,
    depth: { type: "string" },
    method: { type: "string" },
    causes: { type: "boolean" },
    "inlay-hints": { type: "string" },
    diagnostics: { type: "string" },
    ...backendOption,
  },
  positionals: [],
  speaks: true,
  async run(context) {
    const settings = settingsOf(context);
    const backend = backendOf(context);
    const pool = new ThreadPool({
      script: workerScript,
      size: 1 + Math.min(4, availableParallelism()),
    });
    const model = await loadModel(context.files, wantedModel(settings), pool);
    // Read only here: no other command needs the protocol.
    const { serveStandardStreams } = await import("../../lsp/streams");
    return serveStandardStreams({ files: context.files, backend, pool, settings, model });
  },
};

function settingsOf(context: Context): LspSettings {
  const { options } = context;
  const limit = (name: string) => realNumber(context, name, 0, Number.POSITIVE_INFINITY) ?? null;
  const said = (name: string) => (typeof options[name] === "string" ? options[name] : undefined);
  const [prefix, alphabet] = ["prefix", "alphabet"].map(said);
  const { nonlinearity } = options;
  return {
    model: said("model") ?? GENERAL,
    ...(prefix === undefined ? {} : { prefix }),
    ...(alphabet === undefined ? {} : { alphabet }),
    ...(nonlinearity === undefined
      ? {}
      : { nonlinearity: oneOf(context, "nonlinearity", NONLINEARITIES, "tanh") }),
    depth: wholeNumber(context, "depth", defaultOptions.depth, DEPTH.low, DEPTH.high),
    method: oneOf(context, "method", namesOf(METHODS), defaultOptions.method),
    causes: options.causes === true,
    inlayHints: limit("inlay-hints"),
    diagnostics: limit("diagnostics"),
  };
}
