// Measures what the extension host holds, for tests that switch things many times: decoration types ever made, child
// processes, listeners, memory.
import v8 from "node:v8";
import vm from "node:vm";
import * as vscode from "vscode";

/** Number of switches that are measured, after warm-up switches in which things are made once. */
export const MEASURED = 40;

/** VS Code's own listeners come and go; one extra per switch would be twice this. */
export const LISTENERS_OF_OTHERS = MEASURED / 2;

/** Bytes per switch. If nothing is kept, growth is less than half of this. */
export const MOST_GROWTH = 100 * 1024;

export async function held() {
  // Types are numbered across the whole extension host.
  const type = vscode.window.createTextEditorDecorationType({});
  const decorationTypes = Number(/\d+$/.exec(type.key)?.[0]);
  type.dispose();
  const processes = process
    .getActiveResourcesInfo()
    .filter((name) => name === "ProcessWrap").length;
  return { decorationTypes, processes, heap: await heapInUse(), listeners: listeners() };
}

/** After garbage collection, repeated because some objects are disposed late. */
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

/** All live listeners: every listener of every emitter in the host is held in an object of one kind. */
function listeners(): number {
  const emitter = new vscode.EventEmitter<void>();
  const before = new Set<unknown>(Object.values(emitter));
  const { event } = emitter;
  event(() => undefined);
  // The property that holds the first listener; older releases of VS Code shorten its name.
  const container = Object.values(emitter).find(
    (value) => typeof value === "object" && !before.has(value),
  ) as object;
  const count = Number(v8.queryObjects(container.constructor));
  emitter.dispose();
  return count;
}
