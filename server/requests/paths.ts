// sparseDiff/paths: the gradient of a prediction at a place in an open document, from neuron to neuron. Runs in slices, so
// that traces are answered meanwhile.
import { ResponseError } from "vscode-languageserver-protocol";
import { pathsOf } from "../attribution/paths";
import { defaultOptions, type Past } from "../attribution/types";
import type { Binding } from "../documents/binding";
import { type Cancellation, inSlices } from "../jobs/slices";
import { isPapers, shapeOf } from "../kernels/shape";
import type { FailureData } from "../protocol/wire/messages";
import type { PathsParams, PathsResult } from "../protocol/wire/paths";
import { l10n } from "../protocol/words/l10n";
import { failure, onDocument, pastOfPlace } from "./guard";
import { namesByLag, spansByLag } from "./pastBytes";
import type { Session } from "./session";

export function paths(
  session: Session,
  params: PathsParams,
  asked: Cancellation,
): Promise<PathsResult | ResponseError<FailureData>> {
  const purpose = params.purpose ?? "paths";
  return onDocument<PathsResult>(session, params, purpose, asked, async (binding, wanted) => {
    const { uri, version } = params;
    if (!isPapers(shapeOf(binding.model.weights))) return failure("request", NO_PATHS());
    const past = await pastOfPlace(binding, params, params.columns - 1, wanted);
    if (!past || "kind" in past || past instanceof ResponseError) return past;
    const found = await inSlices(follow(binding, past, params), wanted);
    if (!found || wanted.isCancellationRequested) return undefined;
    const { trace, paths } = found;
    const { columns, ...sums } = paths;
    const { position } = trace;
    const { bytes: text } = binding.document;
    const lags = past.bytes.length - 1;
    const [names, spans] = [namesByLag(text, position, lags), spansByLag(text, position, lags)];
    const bytes = columns.map(({ k, ...column }) => {
      const [name, span] = [names[k], spans[k]];
      return { k, position: position - k, name, span, ...column };
    });
    return { kind: "paths", uri, version, position, target: trace.aim.target, bytes, ...sums };
  });
}

/** The edges are those of W_h and of nothing else. */
const NO_PATHS = () =>
  l10n`This model has no neuron paths: they are of one layer of an Elman net with tanh, whose neurons are joined by W_h alone.`;

function follow(binding: Binding, past: Past, { settings, neurons, least }: PathsParams) {
  const { objective, target, against } = settings;
  const options = { ...defaultOptions, objective, target };
  const aimed = against === undefined ? options : { ...options, against };
  return binding.withTracer(past.bytes.length - 1, (tracer) =>
    pathsOf(tracer, past, aimed, { neurons, least }),
  );
}
