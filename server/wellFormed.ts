// Lets only well-formed JSON-RPC messages through to the connection, which does not check them itself: a malformed
// one would crash the server or fill its log. Not here: checking a method's parameters (requests/validated.ts).
import {
  type Disposable,
  ErrorCodes,
  type Message,
  type MessageReader,
  type MessageWriter,
  ResponseError,
} from "vscode-languageserver";

type Id = string | number | null;

/** What is wrong with a message. A message that expects no answer is ignored. */
export interface Malformed {
  readonly sentence: string;
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
    listen: (take): Disposable =>
      reader.listen((message) => {
        const malformed = malformation(message);
        if (!malformed) take(message);
        else if (malformed.id !== undefined) void writer.write(answer(malformed));
      }),
  };
}

function answer({ id, sentence }: Malformed): Message {
  const error = new ResponseError(ErrorCodes.InvalidRequest, sentence).toJson();
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
