// Loaded before anything else into every Node process and thread of an editor under test, by NODE_OPTIONS. Writes down each
// connection that is opened, each name that is looked up and each error that nobody caught, and opens a door into the
// attribution server. Changes nothing that the process does.
const { subscribe } = require("node:diagnostics_channel");
const dgram = require("node:dgram");
const dns = require("node:dns");
const fs = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");
const net = require("node:net");
const path = require("node:path");
const { isMainThread } = require("node:worker_threads");
const { openDoor } = require("./socket.cjs");

const folder = process.env.SPARSE_DIFF_WATCH;
const command = process.argv.slice(0, 3).join(" ");

const { appendFileSync } = fs;

/** @param {Record<string, unknown>} seen */
function write(seen) {
  const line = { pid: process.pid, command, isMainThread, ...seen };
  appendFileSync(
    path.join(/** @type {string} */ (folder), "seen.jsonl"),
    `${JSON.stringify(line)}\n`,
  );
}

const stack = () => new Error().stack?.split("\n").slice(2).join("\n");

if (folder) {
  write({ kind: "started" });

  // Every connection of http, https, http2, tls and fetch is one of these.
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function (/** @type {any[]} */ ...args) {
    write({ kind: "connection", to: describe(args), stack: stack() });
    return connect.apply(this, /** @type {any} */ (args));
  };
  // Not all of them pass the line above in every version of Node.
  subscribe("net.client.socket", () => write({ kind: "socket", stack: stack() }));

  const { createSocket } = dgram;
  dgram.createSocket = (/** @type {any[]} */ ...args) => {
    write({ kind: "datagrams", stack: stack() });
    return createSocket.apply(dgram, /** @type {any} */ (args));
  };

  for (const name of /** @type {const} */ (["lookup", "resolve", "resolve4", "resolve6"])) {
    const original = /** @type {any} */ (dns[name]);
    /** @type {any} */ (dns)[name] = (/** @type {any[]} */ ...args) => {
      write({ kind: "name", to: String(args[0]), stack: stack() });
      return original.apply(dns, args);
    };
  }

  if (process.env.SPARSE_DIFF_WATCH_FILES && /dist[\\/](server|worker)\.js/.test(command))
    watchFiles();

  process.on("uncaughtExceptionMonitor", (error, origin) =>
    write({ kind: "uncaught", origin, stack: String(error?.stack ?? error) }),
  );

  if (isMainThread && /dist[\\/]server\.js/.test(command)) openDoor(folder, "server", { require });
}

/** Writes down each file that is opened, also by modules that import the functions by name. */
function watchFiles() {
  for (const [module, names] of /** @type {const} */ ([
    [
      fs,
      [
        "open",
        "openSync",
        "readFile",
        "readFileSync",
        "createReadStream",
        "readdir",
        "readdirSync",
      ],
    ],
    [fs.promises, ["open", "readFile", "readdir", "opendir"]],
  ]))
    for (const name of names) {
      const original = /** @type {any} */ (module)[name];
      /** @type {any} */ (module)[name] = function (/** @type {any[]} */ ...args) {
        write({ kind: "opened", to: String(args[0]) });
        return original.apply(this, args);
      };
    }
  syncBuiltinESMExports();
}

/**
 * The arguments of connect(): a path, a port and a host, or options, which net gathers in a list.
 * @param {any[]} args
 */
function describe(args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === "object" && first !== null) {
    const { path: file, host, port } = first;
    return file ? `path ${file}` : `${host ?? "localhost"}:${port}`;
  }
  return typeof first === "string"
    ? `path ${first}`
    : `${typeof second === "string" ? second : "localhost"}:${first}`;
}

module.exports = { write };
