// A second extension in the same extension host, for measuring only: notes every gap of its event loop, with the
// processor time the loop's thread had in it, and opens files at a place. Asked through a socket; see ../probe.mjs.
const childProcess = require("node:child_process");
const fs = require("node:fs");
const http = require("node:http");
const { Session } = require("node:inspector");
const vscode = require("vscode");

const EVERY_MS = 5;
/** Shorter gaps are the timer's own. */
const WORTH_MS = 8;

/** @type {{ at: number, ms: number, cpu: number }[]} */
let gaps = [];
/** When a document came into the extension host, by its path; when the server was ready, and had the text. */
const marks = {};
/** What was said to the attribution server and back, and when. */
let talk = [];
let profiler;

const commands = {
  gaps: () => {
    const told = gaps;
    gaps = [];
    return { gaps: told, marks };
  },
  talk() {
    const told = talk;
    talk = [];
    return { talk: told };
  },
  memory: () => process.memoryUsage(),
  async open({ path, line, character }) {
    const at = new vscode.Position(line, character);
    const uri = vscode.Uri.file(path);
    const asked = Date.now();
    await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
    return { asked };
  },
  setting: ({ key, value }) =>
    vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global),
  async command({ name, values = [] }) {
    await vscode.commands.executeCommand(name, ...values);
  },
  profileStart() {
    profiler = new Session();
    profiler.connect();
    profiler.post("Profiler.enable");
    profiler.post("Profiler.setSamplingInterval", { interval: 500 });
    profiler.post("Profiler.start");
  },
  profileStop: () =>
    new Promise((resolve) =>
      profiler.post("Profiler.stop", (_, { profile }) => {
        profiler.disconnect();
        resolve(profile);
      }),
    ),
};

exports.activate = (context) => {
  watchServer();
  const timer = setInterval(watch(), EVERY_MS);
  const server = http.createServer(answer).listen(process.env.SPARSE_DIFF_PROBE);
  const opens = vscode.workspace.onDidOpenTextDocument((document) => {
    marks[document.uri.path] = Date.now();
  });
  context.subscriptions.push(opens, {
    dispose() {
      clearInterval(timer);
      server.close();
    },
  });
};

/** Hears what is said to the attribution server and back. */
function watchServer() {
  const { fork } = childProcess;
  childProcess.fork = (module, ...rest) => {
    const child = fork(module, ...rest);
    if (!String(module).endsWith("dist/server.js")) return child;
    child.on("message", (message) => {
      const { result } = message;
      if (result?.kind) talk.push({ at: Date.now(), what: "answer" });
      if (result?.capabilities) marks.ready = Date.now();
      if (result?.model && result.diskNote !== undefined) marks.attached = Date.now();
      if (result?.kind === "trace") marks.traced = Date.now();
      if (message.method === "sparseDiff/documentStatus") marks.percent = message.params.percent;
    });
    const send = child.send.bind(child);
    child.send = (message, ...others) => {
      if (message.method) talk.push({ at: Date.now(), what: message.method });
      if (message.method !== "textDocument/didOpen") return send(message, ...others);
      const [start, cpu] = [performance.now(), threadTime()];
      const sent = send(message, ...others);
      marks.handOver = { ms: performance.now() - start, cpu: threadTime() - cpu, at: Date.now() };
      return sent;
    };
    return child;
  };
}

function watch() {
  let before = performance.now();
  let cpu = threadTime();
  return () => {
    const now = performance.now();
    const used = threadTime();
    const ms = now - before;
    if (ms > WORTH_MS) gaps.push({ at: Date.now() - ms, ms, cpu: used - cpu });
    before = now;
    cpu = used;
  };
}

/** Milliseconds of processor time of this process' first thread, which is the event loop's. */
function threadTime() {
  try {
    const text = fs.readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8");
    return Number(text.split(" ")[0]) / 1e6;
  } catch {
    return Number.NaN;
  }
}

async function answer(request, response) {
  let body = "";
  for await (const piece of request) body += piece;
  try {
    const result = await commands[request.url.slice(1)](JSON.parse(body || "{}"));
    response.end(JSON.stringify(result ?? null));
  } catch (error) {
    response.statusCode = 500;
    response.end(String(error?.stack ?? error));
  }
}
