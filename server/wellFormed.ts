// Lets only well-formed JSON-RPC messages through to the connection, which does not check them itself: a malformed
// one would crash the server or fill its log. Not here: checking a method's parameters (start.ts for the first message,
// requests/validated.ts for all others).
import {
  type Disposable,
  ErrorCodes,
  type Message,
  type MessageReader,
  type MessageWriter,
  ResponseError,
} from "vscode-languageserver";
import { type Call, type Id, type Refusal, startCheck } from "./start";

/** A message that expects no answer is ignored. */
interface Malformed extends Refusal {
  /** The id to answer with; undefined if no answer is expected. */
  readonly id: Id | undefined;
}

/** Wraps a reader so that malformed messages are answered with an error or ignored, never passed on. */
export function wellFormed(reader: MessageReader, writer: MessageWriter): MessageReader {
  return {
    onError: reader.onError,
    onClose: reader.onClose,
    onPartialMessage: reader.onPartialMessage,
    dispose: () => reader.dispose(),
    listen: (take): Disposable => {
      const outOfTurn = startCheck();
      return reader.listen((message) => {
        const malformed = malformation(message);
        const refusal = malformed ?? outOfTurn(message as Call);
        if (!refusal) return take(message);
        const { id } = malformed ?? (message as Call);
        if (id !== undefined) void writer.write(answer(id, refusal));
      });
    },
  };
}

function answer(id: Id, { code = ErrorCodes.InvalidRequest, sentence }: Refusal): Message {
  const error = new ResponseError(code, sentence).toJson();
  return { jsonrpc: "2.0", id, error } as Message;
}

/** undefined if the message is well-formed. */
function malformation(message: unknown): Malformed | undefined {
  if (Array.isArray(message))
    return { id: null, sentence: `a batch of ${message.length} messages; expected one by itself` };
  if (typeof message !== "object" || message === null)
    return { id: null, sentence: `a message that is ${nameOf(message)}; expected an object` };
  const { id, method, params, result, error } = message as Readonly<Record<string, unknown>>;
  if (method === undefined) {
    const isAnswer = (isId(id) || id === null) && (result !== undefined || isObject(error));
    if (isAnswer) return undefined;
    return { id: isId(id) ? id : null, sentence: "a message without a method; expected one" };
  }
  if (typeof method !== "string")
    return {
      id: isId(id) ? id : null,
      sentence: `a method that is ${nameOf(method)}; expected its name`,
    };
  if (id !== undefined && !isId(id))
    return { id: null, sentence: `an id that is ${nameOf(id)}; expected a number or a text` };
  if (method === "$/cancelRequest" && !(isObject(params) && isId(params.id)))
    return { id, sentence: "a cancellation without the id of a request; expected one" };
  return undefined;
}

function isId(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
