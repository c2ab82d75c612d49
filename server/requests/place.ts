// sparseDiff/place: where a byte of an open document stands in its editor, for links to bytes.
import type { ResponseError } from "vscode-languageserver-protocol";
import { shownCharacterAt } from "../documents/characters";
import type { Cancellation } from "../jobs/slices";
import type { FailureData } from "../protocol/wire/messages";
import type { BytePlace, PlaceParams } from "../protocol/wire/place";
import { l10n } from "../protocol/words/l10n";
import { several } from "../protocol/words/numbers";
import { shortPath } from "../protocol/words/shortened";
import { failure, onDocument } from "./guard";
import type { Session } from "./session";

export function place(
  session: Session,
  params: PlaceParams,
  token: Cancellation,
): Promise<BytePlace | ResponseError<FailureData>> {
  return onDocument<BytePlace>(session, params, undefined, token, async ({ document }) => {
    const { uri, version, byte } = params;
    const { bytes } = document;
    if (byte >= bytes.byteLength)
      return failure(
        "request",
        l10n`${shortPath(uri)}: there is no byte ${byte}: the text has ${several(bytes.byteLength, "byte")}`,
      );
    const { byteStart, utf16Start } = shownCharacterAt(bytes, byte);
    return { version, utf16: utf16Start, byteOfCharacter: byte - byteStart };
  });
}
