// Tables as comma-separated values: a reader of RFC 4180 gets every field back, numbers to the bit, and no text is a formula.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { csvOf } from "../../server/answers/csv";
import type { Cell } from "../../server/answers/tables";
import { readCsv } from "../tools/csvReader";

const text = fc.oneof(
  fc.string(),
  fc.string({
    unit: fc.constantFrom('"', ",", "\r", "\n", "#", "=", "'", " ", "a", "\t", "-", "+", "@"),
  }),
);
const cell: fc.Arbitrary<Cell> = fc.oneof(
  text,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(null, undefined),
);
const table = fc.integer({ min: 1, max: 6 }).chain((width) =>
  fc.record({
    titles: fc.array(text, { minLength: width, maxLength: width }),
    rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 8 }),
  }),
);

/** What a spreadsheet shows of a field: a leading apostrophe only says that it is a text. */
const meant = (field: string) => field.replace(/^'/, "");

test("every field is read back, and numbers are the same float64", () => {
  fc.assert(
    fc.property(table, ({ titles, rows }) => {
      const { comment, records } = readCsv(csvOf({ titles, rows }));
      // Without a comment nothing is taken for one.
      assert.deepEqual(comment, []);
      assert.equal(records.length, rows.length + 1);
      assert.deepEqual(records[0]?.map(meant), titles);
      for (const [i, row] of rows.entries())
        for (const [j, value] of row.entries()) {
          const field = records[i + 1]?.[j] ?? "missing";
          // Zero has no sign, as in JSON.
          if (typeof value === "number") assert.ok(Number(field) === value, field);
          else assert.equal(meant(field), value === null ? "" : String(value ?? ""));
        }
    }),
    { numRuns: 2000 },
  );
});

test("no text begins as a formula does; a number may begin with its sign", () => {
  fc.assert(
    fc.property(text, (word) => {
      const [, [field = ""] = []] = readCsv(csvOf({ titles: ["a"], rows: [[word]] })).records;
      assert.doesNotMatch(field, /^[=+\-@\t\r]/);
    }),
    { numRuns: 2000 },
  );
  assert.equal(csvOf({ titles: ["a"], rows: [[-1.5]] }), "a\r\n-1.5\r\n");
});

test("comment lines stand before the header, one each", () => {
  const made = csvOf({ titles: ["k"], rows: [[1]] }, ['command: "a, b"', "x: 1"]);
  assert.equal(made, '# command: "a, b"\r\n# x: 1\r\nk\r\n1\r\n');
  assert.deepEqual(readCsv(made), {
    comment: ['command: "a, b"', "x: 1"],
    records: [["k"], ["1"]],
  });
});
