// The limit on decoration types: each costs something in every editor, so there are few and they are made once.
import assert from "node:assert/strict";
import { DecorationTypes } from "../../extension/features/paint/types";

describe("decoration types", () => {
  it("are at most 24, all different", () => {
    const types = new DecorationTypes();
    const keys = new Set(types.all.map((type) => type.key));
    types.dispose();
    assert.equal(keys.size, types.all.length);
    assert.ok(keys.size <= 24, `${keys.size}`);
  });
});
