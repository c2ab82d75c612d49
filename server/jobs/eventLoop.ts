// Turns of the event loop, on Node and in a web worker. Not here: which work a turn is given to (slices.ts).

const onNode = typeof setImmediate === "function";

/**
 * Waits for the next turn of the event loop; messages that have arrived are handled first. A web worker's connection hands
 * messages on by timers, so that this waits for one too.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resume) => {
    if (onNode) setImmediate(resume);
    else setTimeout(resume, 0);
  });
}

/** Runs `work` after what has arrived by now. Other than a timer of a web worker, it never waits for 4 milliseconds. */
export const soon: (work: () => void) => void = onNode ? (work) => setImmediate(work) : byMessage();

/** As browsers have it; Node's types name another. */
interface BrowserPort {
  onmessage: () => void;
}

function byMessage(): (work: () => void) => void {
  const waiting: (() => void)[] = [];
  const { port1, port2 } = new MessageChannel();
  (port1 as unknown as BrowserPort).onmessage = () => waiting.shift()?.();
  return (work) => {
    waiting.push(work);
    port2.postMessage(null);
  };
}
