// Things to undo when this process ends, however it ends: servers to stop, folders to remove.
// Cleanups are synchronous, because the last chance to run them is the 'exit' event.

/** @type {Set<() => void>} */
const pending = new Set();
let watching = false;

/**
 * Registers `undo` and returns a function that runs it now, at most once.
 * @param {() => void} undo
 */
export function onEnd(undo) {
  if (!watching) {
    watching = true;
    process.once("exit", runAll);
    for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
      process.once(signal, () => process.exit(signal === "SIGINT" ? 130 : 143));
    }
  }
  const once = () => {
    if (pending.delete(once)) undo();
  };
  pending.add(once);
  return once;
}

function runAll() {
  // Newest first: a server goes before the folder it writes to.
  for (const undo of [...pending].reverse()) undo();
}
