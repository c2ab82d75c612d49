// Which page tests run in the web extension host, where the server is a web worker with one thread: all but those named here,
// each with its reason. And the few of them that `npm test` runs; `npm run test:web` runs all.

/** Whole files, by name without '.page.test.ts'. @type {Readonly<Record<string, string>>} */
export const LEFT_OUT_FILES = {
  compareHead: "git is of the desktop",
};

/** Single tests, by their names. @type {Readonly<Record<string, string>>} */
export const LEFT_OUT_TESTS = {};

/** Of these the rest is of the same kind. */
export const FEW = ["sample", "explain", "export", "nets"];

/** @param {string} file test/editor/NAME.page.test.ts */
export const nameOf = (file) => /([^/]+)\.page\.test\.ts$/.exec(file)?.[1] ?? file;
