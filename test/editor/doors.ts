// Runs functions inside the processes of a window under test: in the extension host, with VS Code's API, and in the
// attribution server. test/tools/editor-host/watch opens the doors; here is the side that asks.
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import type * as vscode from "vscode";
import { PATIENCE } from "../tools/editor-host/patience.mjs";
import { type EditorOptions, type OpenEditor, openEditor } from "./page";
import { eventually } from "./painted";
import { attributionServers } from "./servers";

const WATCH = path.resolve("test/tools/editor-host/watch");

/** What a function that runs in the extension host is given. Nothing else is in its reach. */
export interface HostWorld {
  readonly vscode: typeof vscode;
  readonly require: NodeJS.Require;
}

export type ServerWorld = Pick<HostWorld, "require">;

/** One line of what the processes of the window did. */
export interface Seen {
  readonly pid: number;
  readonly command: string;
  readonly isMainThread: boolean;
  readonly kind:
    | "started"
    | "connection"
    | "socket"
    | "datagrams"
    | "name"
    | "opened"
    | "uncaught"
    | "log";
  readonly to?: string;
  readonly stack?: string;
}

export type Watched = Awaited<ReturnType<typeof openWatched>>;

/** A window whose processes are watched and can be entered. */
export async function openWatched(options: EditorOptions) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-watch-"));
  const editor = await openEditor({
    ...options,
    extensions: [path.join(WATCH, "driver")],
    env: { ...options.env, SPARSE_DIFF_WATCH: folder },
  });
  let host = await nextHost(editor, folder, 0);
  return {
    editor,
    get hostPid() {
      return host;
    },
    /** Runs a function in the extension host. It is sent as text: it sees its two arguments and nothing else. */
    inHost: <Argument, Result>(
      run: (world: HostWorld, argument: Argument) => Result,
      argument: Argument,
    ): Promise<Awaited<Result>> =>
      enter<Result>(doorOf(folder, "host", host), String(run), argument),
    /** The same in the attribution server that runs now. */
    async inServer<Argument, Result>(
      run: (world: ServerWorld, argument: Argument) => Result,
      argument: Argument,
    ): Promise<Awaited<Result>> {
      const [server] = await eventually(
        async () =>
          attributionServers(editor).filter((pid) => fs.existsSync(doorOf(folder, "server", pid))),
        (all) => all.length > 0,
        "no attribution server is running",
      );
      return enter<Result>(doorOf(folder, "server", server!), String(run), argument);
    },
    /** Reloads the window; all that comes after is asked of its new extension host. */
    async reload(): Promise<void> {
      await editor.page.reload();
      host = await nextHost(editor, folder, host);
    },
    seen: (): Seen[] =>
      fs
        .readFileSync(path.join(folder, "seen.jsonl"), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line)),
    async close(): Promise<void> {
      await editor.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

const doorOf = (folder: string, name: string, pid: number) =>
  path.join(folder, `${name}-${pid}.sock`);

/** The extension host that has started after `before`, once it can be entered. */
async function nextHost(editor: OpenEditor, folder: string, before: number): Promise<number> {
  const found = await eventually(
    () =>
      editor.server
        .processes("--type=extensionHost")
        .filter((pid) => pid !== before && fs.existsSync(doorOf(folder, "host", pid))),
    (pids) => pids.length > 0,
    "no extension host can be entered",
    50,
  );
  return Math.max(...found);
}

async function enter<Result>(
  door: string,
  source: string,
  argument: unknown,
): Promise<Awaited<Result>> {
  const socket = net.connect(door);
  try {
    const answer = await new Promise<string>((resolve, reject) => {
      let words = "";
      socket.setEncoding("utf8");
      socket.on("data", (text: string) => {
        words += text;
        if (words.endsWith("\n")) resolve(words);
      });
      socket.on("error", reject);
      socket.setTimeout(PATIENCE, () => reject(new Error(`no answer from ${source}`)));
      socket.on("close", () => reject(new Error("the process ended before it answered")));
      socket.write(`${JSON.stringify({ id: 1, source, argument })}\n`);
    });
    const { result, error } = JSON.parse(answer);
    if (error !== undefined) throw new Error(error);
    return result;
  } finally {
    socket.destroy();
  }
}
