// Messages between the extension and a web worker, as a channel between processes would deliver them: as JSON, without
// undefined fields and with null for what is no number. So both platforms give the same answers. Bytes of files stay bytes.
import { isAboutFiles } from "./files";

interface AnyMessage {
  readonly method?: unknown;
}

/** What the extension sends: its answers are about files, all else is JSON. */
export function plainFromClient<M extends object>(message: M): M {
  return "method" in message ? asJson(message) : message;
}

/** What the server sends: its requests for files, all else is JSON. */
export function plainFromServer<M extends object>(message: M): M {
  return isAboutFiles(message as AnyMessage) ? message : asJson(message);
}

function asJson<M extends object>(message: M): M {
  return JSON.parse(JSON.stringify(message)) as M;
}
