// A door into a process of an editor under test: a Unix socket on which the test sends functions, as text, that run there
// and whose results it gets back. Only for tests: whoever can open the socket can run anything.
const net = require("node:net");
const path = require("node:path");
const vm = require("node:vm");

/**
 * Opens the door as FOLDER/NAME-PID.sock. It does not keep the process alive.
 * @param {string} folder
 * @param {string} name
 * @param {Record<string, unknown>} world the first argument of every function
 */
function openDoor(folder, name, world) {
  const server = net.createServer((socket) => {
    let asked = "";
    socket.setEncoding("utf8");
    socket.on("error", () => {}); // the test went away
    socket.on("data", (/** @type {string} */ text) => {
      asked += text;
      for (let end = asked.indexOf("\n"); end >= 0; end = asked.indexOf("\n")) {
        const line = asked.slice(0, end);
        asked = asked.slice(end + 1);
        void answer(line, world).then((words) => socket.write(`${words}\n`));
      }
    });
  });
  server.listen(path.join(folder, `${name}-${process.pid}.sock`));
  server.unref();
  return server;
}

/**
 * @param {string} line
 * @param {Record<string, unknown>} world
 */
async function answer(line, world) {
  const { id, source, argument } = JSON.parse(line);
  try {
    const run = vm.runInThisContext(`(${source})`);
    return JSON.stringify({ id, result: (await run(world, argument)) ?? null });
  } catch (error) {
    return JSON.stringify({ id, error: String(/** @type {Error} */ (error)?.stack ?? error) });
  }
}

module.exports = { openDoor };
