// What comes from pages and as arguments of commands, whatever it is: taken whole when it is one of ours, else refused with a
// reason or taken as no argument. Nothing throws, and no field of it is anything but what its type says.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checkMessage as checkPaths } from "../../extension/features/paths/messages";
import { checkMessage as checkSidebar } from "../../extension/features/sidebar/page";
import {
  byteLink,
  cardLink,
  earlierLink,
  linkTarget,
  moreLink,
  neuronLink,
} from "../../extension/state/links";
import { checkMessage as checkSheet } from "../../extension/state/sheetMessages";

/** With Object's prototype, as what is parsed has it. */
const record = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T>(fields, { noNullPrototype: true });

const key = fc.string();
const whole = fc.nat();
const amounts = record({
  columns: fc.integer({ min: 2, max: 12 }),
  neurons: fc.integer({ min: 1, max: 12 }),
  least: fc.constantFrom(0, 1, 2.5),
});

const pages = [
  {
    name: "sidebar",
    check: checkSidebar,
    message: fc.oneof(
      record({ kind: fc.constant("open"), open: fc.constant(["lags", "fidelity"]) }),
      record({
        kind: fc.constant("set"),
        sequence: whole,
        control: fc.constantFrom("depth", "method", "thresholdNucleus"),
        value: fc.oneof(fc.boolean(), fc.double({ noNaN: true, min: -1e9, max: 1e9 })),
        settled: fc.boolean(),
      }),
      record({ kind: fc.constant("act"), action: fc.constant("turnOn") }),
      record({ kind: fc.constant("explainNeuron"), key, neuron: whole }),
      record({ kind: fc.constant("reveal"), key, k: whole }),
    ),
  },
  {
    name: "paths",
    check: checkPaths,
    message: fc.oneof(
      record({ kind: fc.constantFrom("ready", "amounts"), amounts }),
      record({ kind: fc.constant("byte"), key, k: whole }),
      record({ kind: fc.constantFrom("neuron", "neuronCard"), neuron: whole }),
    ),
  },
  {
    name: "sheet",
    check: checkSheet,
    message: fc.oneof(
      record({ kind: fc.constant("byte"), byte: whole }),
      record({ kind: fc.constant("neuron"), neuron: whole, layer: fc.constant(null) }),
      record({ kind: fc.constant("act"), action: fc.constantFrom("copyJson", "saveHtml") }),
    ),
  },
] as const;

const uri = fc.webUrl();
const target = { uri, utf16: fc.integer({ min: -1 }), byteOfCharacter: whole };
const wider = fc.oneof(
  record({ kind: fc.constant("span"), utf16End: whole }),
  record({ kind: fc.constant("neuron"), neuron: whole }),
);
const wide = fc.oneof(record(target), record({ ...target, wider }));

const links = [
  { name: "linkTarget", read: linkTarget, argument: wide },
  { name: "moreLink", read: moreLink, argument: record({ ...target, at: whole }) },
  { name: "byteLink", read: byteLink, argument: record({ ...target, lag: whole }) },
  { name: "neuronLink", read: neuronLink, argument: record({ ...target, neuron: whole }) },
  { name: "cardLink", read: cardLink, argument: record({ neuron: whole, layer: whole, uri }) },
  {
    name: "earlierLink",
    read: earlierLink,
    argument: record({ uri, utf16Start: whole, utf16End: whole }),
  },
] as const;

/** One field of a whole one in place of another value. */
const damaged = (whole: fc.Arbitrary<object>) =>
  fc.tuple(whole, fc.nat(), fc.anything()).map(([one, which, value]) => {
    const fields = Object.keys(one);
    return { ...one, [fields[which % fields.length] as string]: value };
  });

for (const { name, check, message } of pages) {
  test(`a message of the page ${name} passes unchanged`, () => {
    fc.assert(
      fc.property(message, (sent) => {
        assert.deepEqual(check(sent), { message: sent, problem: null });
      }),
    );
  });
  test(`anything else that the page ${name} sends is refused with a reason`, () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), damaged(message)), (sent) => {
        const { message: passed, problem } = check(sent);
        if (passed === null) assert.ok(problem && problem.length > 0);
        else assert.deepEqual(check(structuredClone(passed)), { message: passed, problem: null });
      }),
    );
  });
}

for (const { name, read, argument } of links) {
  test(`${name}: an argument of ours is read unchanged, and anything else is none`, () => {
    fc.assert(fc.property(argument, (given) => assert.deepEqual(read(given), given)));
    fc.assert(
      fc.property(fc.oneof(fc.anything(), damaged(argument)), (given) => {
        const taken = read(given);
        if (taken === undefined) return;
        assert.deepEqual(read(structuredClone(taken)), taken);
        for (const [field, value] of Object.entries(taken))
          if (field === "uri") assert.equal(typeof value, "string");
          else if (field !== "wider" && value !== undefined)
            assert.ok(Number.isSafeInteger(value) && Number(value) >= -1, `${field} ${value}`);
      }),
    );
  });
}
