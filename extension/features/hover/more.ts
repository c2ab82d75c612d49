// What other features say of what is hovered, as one hover: each says a line or nothing.
import * as vscode from "vscode";
import type { HoverParts } from "./provider";

type More = HoverParts["more"];

export function allOf(sayings: readonly More[]): More {
  return async (document, focus, token) => {
    const hovers = await Promise.all(sayings.map((more) => more(document, focus, token)));
    const contents = hovers.flatMap((hover) => hover?.contents ?? []);
    return contents.length > 0 ? new vscode.Hover(contents) : undefined;
  };
}
