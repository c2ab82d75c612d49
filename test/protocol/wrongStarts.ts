// Parameters of `initialize` that a server refuses, with the sentence that it answers. Contains no tests.
export const wrongStarts: readonly (readonly [unknown, RegExp])[] = [
  [undefined, /^initialize: Expected Object but received undefined$/],
  [null, /^initialize: Expected Object but received null$/],
  [[], /^capabilities: Expected "capabilities" but received undefined$/],
  [{ capabilities: null }, /^capabilities: Expected Object but received null$/],
  [{ processId: "1", capabilities: {} }, /^processId: Expected number but received "1"$/],
  [
    { capabilities: { general: { positionEncodings: "utf-8" } } },
    /^capabilities\.general\.positionEncodings: Expected Array but received "utf-8"$/,
  ],
  [
    { capabilities: { textDocument: { hover: { contentFormat: 5 } } } },
    /^capabilities\.textDocument\.hover\.contentFormat: Expected Array but received 5$/,
  ],
  [
    { capabilities: { workspace: { inlayHint: 5 } } },
    /^capabilities\.workspace\.inlayHint: Expected Object but received 5$/,
  ],
];

/** What a client may leave out may also be null. */
export const rightStart = {
  processId: null,
  capabilities: {
    general: { positionEncodings: null },
    textDocument: { hover: { contentFormat: null } },
    workspace: null,
  },
};
