// Archives that say less than they hold: what is unpacked is counted by what it would take, not by what it claims.
import assert from "node:assert/strict";
import { test } from "node:test";
import { zipSync } from "fflate";
import { readModel } from "../../../../server/nets/formats";
import { joined } from "../../../tools/pickles";

const CENTRAL = 0x02014b50;
const END = 0x06054b50;

/** One stored entry of a million bytes, under many names, each of which claims to unpack to nothing. */
function overlapping(names: number): Uint8Array {
  const bytes = zipSync({ "0000.npy": new Uint8Array(1_000_000) }, { level: 0 });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const find = (signature: number): number => {
    for (let at = bytes.length - 22; at >= 0; at--)
      if (view.getUint32(at, true) === signature) return at;
    throw new Error("no such record");
  };
  const [start, end] = [find(CENTRAL), find(END)];
  const directory = Array.from({ length: names }, (_, i) => {
    const record = bytes.slice(start, end);
    new DataView(record.buffer).setUint32(24, 0, true);
    record.set(Buffer.from(String(i).padStart(4, "0")), 46);
    return record;
  });
  const last = bytes.slice(end);
  const counts = new DataView(last.buffer);
  counts.setUint16(8, names, true);
  counts.setUint16(10, names, true);
  return joined([bytes.subarray(0, start), ...directory, last]);
}

test("a stored entry counts by the bytes that are copied, however little it claims", () => {
  assert.throws(() => readModel(overlapping(2), "m.npz"), /array '0000' has no \.npy header/);
  assert.throws(
    () => readModel(overlapping(1100), "m.npz"),
    /more than 10000 arrays or 1073741824 bytes/,
  );
});

test("an entry twice and a method that is not known are named", () => {
  const npz = overlapping(1);
  const twice = zipSync({ "a.npy": new Uint8Array(3), "b.npy": new Uint8Array(3) });
  const renamed = Buffer.from(twice).toString("latin1").replaceAll("b.npy", "a.npy");
  assert.throws(
    () => readModel(Uint8Array.from(Buffer.from(renamed, "latin1")), "m.npz"),
    /the archive has 'a\.npy' twice/,
  );
  const method = npz.slice();
  method[Buffer.from(npz).lastIndexOf("PK\x01\x02") + 10] = 12;
  assert.throws(() => readModel(method, "m.npz"), /'0000\.npy' is packed by method 12/);
});
