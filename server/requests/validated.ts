// Checks messages before a handler runs: types and ranges, with one sentence if they do not match. The extension never sends such
// a message, but another client or a bug might. What each message may hold is in *Schemas.ts.
import type * as v from "valibot";
import type { CancellationToken, Connection } from "vscode-languageserver";
import { ErrorCodes, ResponseError } from "vscode-languageserver-protocol";
import type { FailureData } from "../protocol/wire/messages";
import type { Request } from "../protocol/wire/request";
import { shortened } from "../protocol/words/shortened";
import { whatIsWrong } from "../whatIsWrong";
import { failure } from "./guard";
import { measureSchemas } from "./measureSchemas";
import { textSchemas } from "./textSchemas";
import { traceSchemas } from "./traceSchemas";

export const schemas = { ...textSchemas, ...traceSchemas, ...measureSchemas };

type Answer<R> = Promise<R | ResponseError<FailureData>>;

/** Answers a request with `handle` if its parameters match the schema; otherwise says which field is wrong. */
export function answer<P, R>(
  connection: Pick<Connection, "onRequest">,
  { method }: Request<P, R>,
  schema: v.GenericSchema,
  handle: (params: P, token: CancellationToken) => Answer<R>,
): void {
  connection.onRequest(method, (params: P, token): Answer<R> => {
    const wrong = whatIsWrong(schema, params);
    return wrong === undefined ? handle(params, token) : Promise.resolve(failure("request", wrong));
  });
}

/** The same for messages without an answer: one that does not match is ignored and logged. */
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
