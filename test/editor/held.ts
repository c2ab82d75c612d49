// What the extension host holds, for tests that switch things two hundred times: decoration types that were ever made,
// child processes, listeners, memory.
import v8 from "node:v8";
import vm from "node:vm";
import * as vscode from "vscode";

/** VS Code's own come and go; one more at each of two hundred switches would be many times this. */
export const LISTENERS_OF_OTHERS = 20;

export async function held() {
  // Types are numbered through the whole extension host.
  const type = vscode.window.createTextEditorDecorationType({});
  const decorationTypes = Number(/\d+$/.exec(type.key)?.[0]);
  type.dispose();
  const processes = process
    .getActiveResourcesInfo()
    .filter((name) => name === "ProcessWrap").length;
  return { decorationTypes, processes, heap: await heapInUse(), listeners: listeners() };
}

/** After collecting, and once more when what was disposed late is gone too. */
async function heapInUse(): Promise<number> {
  v8.setFlagsFromString("--expose-gc");
  const collect = vm.runInNewContext("gc") as () => void;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 4; i++) {
    await new Promise((resume) => setTimeout(resume, 300));
    collect();
    least = Math.min(least, process.memoryUsage().heapUsed);
  }
  return least;
}

/** All that are alive: every listener of every emitter of the host is in an object of one kind. */
function listeners(): number {
  const emitter = new vscode.EventEmitter<void>();
  emitter.event(() => undefined);
  const { _listeners: container } = emitter as unknown as { readonly _listeners: object };
  const count = Number(v8.queryObjects(container.constructor));
  emitter.dispose();
  return count;
}
