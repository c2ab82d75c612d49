// What a request must look like before a handler sees it: types and ranges, one sentence where it does
// not. The extension never sends such a request; another client, or a defect, may.
import * as v from "valibot";
import { ErrorCodes, ResponseError } from "vscode-languageserver-protocol";
import { shortened } from "../nets/shortened";
import type { FailureData } from "../protocol/wire/messages";
import { failure } from "./failure";

/** Of a sentence that lists what was expected and quotes what was found. */
const MOST_OF_ISSUE = 240;

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const byte = v.pipe(whole, v.maxValue(255));
const place = { line: whole, character: whole };
const document = { uri: v.string(), version: v.pipe(v.number(), v.safeInteger()) };

const threshold = v.variant("rule", [
  v.object({
    rule: v.picklist(["nucleus", "share"]),
    value: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    scope: v.picklist(["display", "tracing"]),
  }),
  v.object({
    rule: v.literal("absolute"),
    value: v.pipe(v.number(), v.minValue(0)),
    scope: v.picklist(["display", "tracing"]),
  }),
]);

const settings = v.object({
  depth: whole,
  method: v.picklist(["gradient", "gated", "integrated", "occlusion"]),
  objective: v.picklist(["logprob", "logit", "margin"]),
  target: v.union([v.picklist(["true", "predicted"]), byte]),
  against: v.optional(byte),
  threshold: v.nullable(threshold),
});

const trace = {
  ...document,
  place: v.variant("kind", [
    v.object({ kind: v.literal("character"), ...place, byteOfCharacter: v.optional(whole) }),
    v.object({ kind: v.literal("caret"), ...place }),
  ]),
  explains: v.picklist(["of", "after"]),
  settings,
  purpose: v.optional(v.string()),
};

const position = v.object(place);

export const schemas = {
  didOpen: v.object({ textDocument: v.object({ ...document, text: v.string() }) }),
  didChange: v.object({
    textDocument: v.object(document),
    contentChanges: v.array(
      v.object({
        range: v.optional(v.object({ start: position, end: position })),
        text: v.string(),
      }),
    ),
  }),
  didClose: v.object({ textDocument: v.object({ uri: v.string() }) }),
  attach: v.object({
    uri: v.string(),
    modelPath: v.pipe(v.string(), v.nonEmpty()),
    dirty: v.optional(v.boolean()),
    mark: v.optional(v.boolean()),
  }),
  compareWithDisk: v.object({ uri: v.string() }),
  trace: v.object(trace),
  fidelity: v.object({
    ...trace,
    thetas: v.pipe(v.array(v.pipe(v.number(), v.minValue(0), v.maxValue(1))), v.maxLength(100)),
  }),
  layer: v.object({
    ...document,
    layer: v.picklist(["surprise", "gradientNorm", "influence", "neuron"]),
    neuron: v.optional(whole),
    start: position,
    end: position,
    depth: whole,
    method: v.optional(v.picklist(["gradient", "gated"])),
  }),
  profile: v.object({ ...document, settings, positions: v.pipe(whole, v.minValue(1)) }),
};

/** Calls `handle` only with parameters of the schema's shape; otherwise says which field is wrong. */
export function validated<P, R>(
  schema: v.GenericSchema,
  params: P,
  handle: (params: P) => Promise<R>,
): Promise<R | ResponseError<FailureData>> {
  const wrong = whatIsWrong(schema, params);
  return wrong === undefined ? handle(params) : Promise.resolve(failure("request", wrong));
}

/** The same for what wants no answer: a change of the wrong shape changes nothing, and the log says so. */
export function heard<P>(schema: v.GenericSchema, params: P, handle: (params: P) => void): void {
  const wrong = whatIsWrong(schema, params);
  if (wrong === undefined) handle(params);
  else console.error(`ignored: ${wrong}`);
}

export function unknownMethod(method: string): ResponseError {
  return new ResponseError(
    ErrorCodes.MethodNotFound,
    `${shortened(method)}: not a method of the attribution server`,
  );
}

function whatIsWrong(schema: v.GenericSchema, params: unknown): string | undefined {
  const parsed = v.safeParse(schema, params);
  if (parsed.success) return undefined;
  const [issue] = parsed.issues;
  const field = v.getDotPath(issue) ?? "the request";
  const why = issue.message.replace(/^Invalid \w+: /, "");
  return `${shortened(field)}: ${shortened(why, MOST_OF_ISSUE)}`;
}
