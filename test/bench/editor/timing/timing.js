// A second extension in the same extension host, for measuring only: hands the extension under test an editor API
// that notes when a message of its webview arrives and when it has set decorations. Asked through a socket.
const http = require("node:http");
const Module = require("node:module");

/** Messages of the webview, and calls that set decorations, with the milliseconds when they began and ended. */
let times = [];
const now = () => performance.timeOrigin + performance.now();
const editors = new WeakMap();

exports.activate = (context) => {
  const load = Module._load;
  Module._load = function (request, parent, ...rest) {
    const loaded = load.call(this, request, parent, ...rest);
    const isIt = request === "vscode" && /dist[\\/]extension\.js$/.test(parent?.filename ?? "");
    return isIt ? timed(loaded) : loaded;
  };
  const server = http
    .createServer((_, response) => {
      response.end(JSON.stringify(times));
      times = [];
    })
    .listen(process.env.SPARSE_DIFF_PROBE);
  context.subscriptions.push({ dispose: () => server.close() });
};

function timed(api) {
  const { window } = api;
  const event = (name) => (listener, self, all) =>
    window[name]((told) => listener.call(self, wrapped(told)), undefined, all);
  return copied(api, {
    window: copied(window, {
      get activeTextEditor() {
        return editorOf(window.activeTextEditor);
      },
      get visibleTextEditors() {
        return window.visibleTextEditors.map(editorOf);
      },
      onDidChangeActiveTextEditor: event("onDidChangeActiveTextEditor"),
      onDidChangeTextEditorSelection: event("onDidChangeTextEditorSelection"),
      onDidChangeTextEditorVisibleRanges: event("onDidChangeTextEditorVisibleRanges"),
      registerWebviewViewProvider: (id, provider, options) =>
        window.registerWebviewViewProvider(id, providerOf(provider), options),
    }),
  });
}

function copied(from, changes) {
  const own = (of) => Object.entries(Object.getOwnPropertyDescriptors(of));
  const all = new Map([...own(from), ...own(changes)]);
  for (const descriptor of all.values()) descriptor.configurable = true;
  return Object.defineProperties({}, Object.fromEntries(all));
}

function wrapped(told) {
  if (!told) return told;
  return told.textEditor ? { ...told, textEditor: editorOf(told.textEditor) } : editorOf(told);
}

function editorOf(editor) {
  if (!editor) return editor;
  const known = editors.get(editor);
  if (known) return known;
  const own = copied(editor, {
    setDecorations(...values) {
      const began = now();
      editor.setDecorations(...values);
      times.push({ kind: "decorations", began, ended: now() });
    },
  });
  editors.set(editor, own);
  return own;
}

function providerOf(provider) {
  return {
    resolveWebviewView(view, ...rest) {
      const { webview } = view;
      const its = new Proxy(webview, {
        get: (of, name) => (name === "onDidReceiveMessage" ? listen(webview) : bound(of, name)),
        set: (of, name, value) => Reflect.set(of, name, value, of),
      });
      const own = new Proxy(view, {
        get: (of, name) => (name === "webview" ? its : bound(of, name)),
      });
      return provider.resolveWebviewView(own, ...rest);
    },
  };
}

function listen(webview) {
  return (listener) =>
    webview.onDidReceiveMessage((message) => {
      const began = now();
      listener(message);
      times.push({ kind: message.kind, began, ended: now() });
    });
}

function bound(of, name) {
  const value = Reflect.get(of, name, of);
  return typeof value === "function" ? value.bind(of) : value;
}
