// Which page tests run in the web extension host, where the server is a web worker with one thread: all but those named here,
// each with its reason. And the few of them that `npm test` runs; `npm run test:web` runs all.

/** Whole files, by name without '.page.test.ts'. @type {Readonly<Record<string, string>>} */
export const LEFT_OUT_FILES = {
  compareHead: "git is a program of a machine",
  injections: "enters the extension host, a process",
  policy: "the window there bypasses policies, for which browser.mjs has the reason",
  random: "enters the extension host and kills processes",
  soak: "measures processes",
  untrustedFiles: "watches the files that a process opens",
};

/** Single tests, by their names. @type {Readonly<Record<string, string>>} */
export const LEFT_OUT_TESTS = {
  "a server that stops is restarted and everything comes back": "kills a process",
  "after five stops in a row a message says so, with a log and a button": "kills a process",
  "a server killed during training leaves its last checkpoint": "kills a process",
  "Cancel while the server is starting is no failure": "holds a process",
  "life of the sidebar: the slider recolours while the server is stopped": "holds a process",
  "states of the sidebar: pending and starting, in the four themes": "holds a process",
};

/** Of these the rest is of the same kind. */
export const FEW = ["answers", "sample", "states", "trainModels"];

/** @param {string} file test/editor/NAME.page.test.ts */
export const nameOf = (file) => /([^/]+)\.page\.test\.ts$/.exec(file)?.[1] ?? file;
