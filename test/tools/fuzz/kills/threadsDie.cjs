// Loaded before the server (NODE_OPTIONS): at SIGUSR2 one of its worker threads ends where it stands. Nothing of the server is
// changed.
const threads = require("node:worker_threads");
const { syncBuiltinESMExports } = require("node:module");

if (threads.isMainThread) {
  const alive = new Set();
  threads.Worker = class extends threads.Worker {
    constructor(...args) {
      super(...args);
      alive.add(this);
      this.once("exit", () => alive.delete(this));
    }
  };
  syncBuiltinESMExports();
  process.on("SIGUSR2", () => {
    const all = [...alive];
    void all[Math.floor(Math.random() * all.length)]?.terminate();
  });
}
