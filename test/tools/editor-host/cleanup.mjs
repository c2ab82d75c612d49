// Cleanups for when this process ends, however it ends: servers to stop, folders to remove. They are synchronous,
// because the last chance to run them is the 'exit' event.

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
  // Newest first, so that a server is stopped before its folder is removed.
  for (const undo of [...pending].reverse()) undo();
}
