// What differs between a machine of one's own and a browser. main.ts says which it is.
import type * as vscode from "vscode";
import type { StartTransport } from "./serverLink";

export interface Platform {
  readonly isBrowser: boolean;
  /** The user's folder, where there is one. */
  readonly home: vscode.Uri | undefined;
  readonly start: StartTransport;
}
