// Where a byte of an open document stands in its editor.
import { request } from "./request";

export interface PlaceParams {
  readonly uri: string;
  readonly version: number;
  /** Counted from 0. */
  readonly byte: number;
}

/** The character that the byte is in, as an editor shows it, and which of its bytes it is. */
export interface BytePlace {
  readonly version: number;
  readonly utf16: number;
  readonly byteOfCharacter: number;
}

export const placeRequest = request<PlaceParams, BytePlace>("sparseDiff/place");
