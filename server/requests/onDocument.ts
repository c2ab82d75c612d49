// The guard of every request about an open document: its turn among those of its kind, the model it is bound to, the
// version that was asked for, and what ends it: the client, a newer request, an edit, another model. What is computed
// is the business of the one that is guarded.
import type { ResponseError } from "vscode-languageserver-protocol";
import type { Binding } from "../documents/binding";
import type { Cancellation } from "../jobs/slices";
import type { FailureData } from "../protocol/wire/messages";
import { shortPath } from "../protocol/words/shortened";
import { cancelled, failure, stale } from "./failure";
import type { Session } from "./session";

type Failure = ResponseError<FailureData>;

/**
 * @param purpose a newer request for the same document and purpose ends this one; undefined: none does
 * @param work undefined where `wanted` was cancelled before there was an answer; after a cancellation the document may
 *   have other bytes, so that it is looked at no more
 */
export async function onDocument<R>(
  session: Session,
  { uri, version }: { readonly uri: string; readonly version: number },
  purpose: string | undefined,
  asked: Cancellation,
  work: (binding: Binding, wanted: Cancellation) => Promise<R | Failure | undefined>,
): Promise<R | Failure> {
  const turn = purpose === undefined ? asked : await session.latest.turn(uri, purpose, asked);
  if (turn.isCancellationRequested) return cancelled();
  const binding = session.binding(uri);
  if (!binding) return failure("document", `${shortPath(uri)}: no model is attached to it`);
  const { document } = binding;
  if (document.version !== version) return stale();
  // Versions start over when a document is opened again: the binding itself must still be the one.
  const isOutdated = () => session.binding(uri) !== binding || document.version !== version;
  const answer = await work(binding, {
    get isCancellationRequested() {
      return turn.isCancellationRequested || isOutdated();
    },
  });
  if (isOutdated()) return stale();
  return answer ?? cancelled();
}
