// Input that is large, or small and made to become large: each with the most memory that the server may take for it, which stands in
// docs/reliability-memory.md. Each is given to a server of its own. Asserts nothing.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { deflateRawSync } from "node:zlib";
import { writeModel } from "../../../../server/nets/formats";
import { layerRequest } from "../../../../server/protocol/wire/layer";
import { traceRequest } from "../../../../server/protocol/wire/messages";
import { randomNet, randomNumbers, randomWeights } from "../../../property/kernelsModels";
import { ask, settings } from "../../../protocol/server";
import type { Target } from "./target";

const SAMPLE = path.resolve("media/sample/sample.bin");
const PAGE = "docs/reliability-memory.md";

interface Heavy {
  /** As in the table. */
  readonly name: string;
  /** Takes many seconds: not among the tests. */
  readonly isLong?: boolean;
  /** A message is heard after thousands before it, so that when it is heard says nothing. */
  readonly isFlood?: boolean;
  give(target: Target, folder: string): Promise<void>;
}

/** MiB, from the table of the page. */
export function boundOf(name: string): number {
  const rows = fs.readFileSync(PAGE, "utf8").split("\n");
  const row = rows.find((line) => line.startsWith(`| ${name} |`));
  const bound = Number(row?.split("|")[2]?.trim().replaceAll(",", ""));
  assert.ok(bound > 0, `${PAGE}: no bound for '${name}'; expected a row of the table`);
  return bound;
}

/** Opens a text with the sample's model, waits until it is read, and asks about its end. */
async function readText(target: Target, uri: string, text: string, model = SAMPLE): Promise<void> {
  const { server } = target;
  await server.open(uri, text);
  await server.attach(uri, model);
  const lines = text.split("\n");
  const line = lines.length - 1;
  const character = lines[line].length;
  await server.status((status) => status.uri === uri && status.percent === 100);
  const about = { uri, version: 1 };
  const place = { kind: "caret", line, character: Math.max(0, character - 1) } as const;
  const traced = await ask(server.connection, traceRequest, { ...about, place, settings });
  assert.ok(["trace", "noPast"].includes(traced.kind), traced.kind);
  const end = { line, character };
  const start = { line, character: Math.max(0, character - 60_000) };
  await ask(server.connection, layerRequest, { ...about, layer: "surprise", start, end, depth: 1 });
}

/** A zip archive of one deflated entry, `size` zeros, that claims to unpack to `claimed` bytes. */
function bomb(name: string, size: number, claimed = size): Uint8Array {
  const packed = deflateRawSync(Buffer.alloc(size), { level: 1 });
  const record = (signature: number, length: number, at: number) => {
    const head = Buffer.alloc(length);
    head.writeUInt32LE(signature);
    head.writeUInt16LE(8, at);
    head.writeUInt32LE(packed.length, at + 10);
    head.writeUInt32LE(claimed, at + 14);
    head.writeUInt16LE(name.length, at + 18);
    return head;
  };
  const local = record(0x04034b50, 30, 8);
  const central = record(0x02014b50, 46, 10);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  const title = Buffer.from(name);
  return new Uint8Array(Buffer.concat([local, title, packed, central, title, end]));
}

/** A safetensors file of this header, and so many bytes after it. */
function headed(json: string, data = 0): Uint8Array {
  const text = Buffer.from(json);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return new Uint8Array(Buffer.concat([length, text, Buffer.alloc(data)]));
}

const file =
  (what: string, name: string, bytes: () => Uint8Array): Heavy["give"] =>
  (target) =>
    target.model({ what, name, bytes: bytes(), beside: {} });

const pickle = (...all: readonly number[]) => Uint8Array.from([0x80, 2, ...all, 0x2e]);

/** The same instructions again and again, between a beginning and an end. */
function repeated(
  begin: readonly number[],
  again: readonly number[],
  times: number,
  end: readonly number[],
) {
  const bytes = Buffer.alloc(begin.length + again.length * times + end.length + 3);
  bytes.set([0x80, 2, ...begin]);
  bytes.fill(Buffer.from(again), 2 + begin.length, 2 + begin.length + again.length * times);
  bytes.set([...end, 0x2e], bytes.length - end.length - 1);
  return new Uint8Array(bytes);
}

function words(bytes: number): string {
  const line = "The quick brown fox jumps over the lazy dog; why this byte? Zwölf Bytes.\n";
  return line.repeat(Math.ceil(bytes / (line.length + 1)));
}

export const HEAVY: readonly Heavy[] = [
  {
    name: "a server with nothing open",
    give: async (target) => {
      await target.message({ method: "sparseDiff/compareWithDisk", params: { uri: "untitled:a" } });
    },
  },
  {
    name: "an archive that unpacks to 256 MiB",
    give: file("a zip bomb", "m.npz", () => bomb("a.npy", 2 ** 28)),
  },
  {
    name: "an archive that unpacks to 1,000 MiB",
    isLong: true,
    give: file("a zip bomb", "m.npz", () => bomb("a.npy", 1000 * 2 ** 20)),
  },
  {
    name: "an archive that claims to be small and is not",
    give: file("a zip bomb that lies", "m.npz", () => bomb("a.npy", 2 ** 28, 1000)),
  },
  {
    name: "an archive that claims 1,000 MiB and is small",
    give: file("an archive that lies", "m.npz", () => bomb("a.npy", 1000, 1000 * 2 ** 20)),
  },
  {
    name: "a safetensors header of 90 MB in one string",
    give: file("a long header", "m.safetensors", () =>
      headed(JSON.stringify({ __metadata__: { note: "x".repeat(90_000_000) } })),
    ),
  },
  {
    name: "a safetensors header of 90 MB of lists",
    give: file("a wide header", "m.safetensors", () => headed(`{"a":[${"[],".repeat(3e7)}[]]}`)),
  },
  {
    name: "a safetensors header of a million names",
    give: file("many names", "m.safetensors", () =>
      headed(JSON.stringify(Object.fromEntries(Array.from({ length: 1e6 }, (_, i) => [i, {}])))),
    ),
  },
  {
    name: "a safetensors file of 10,000 modules",
    give: file("many modules", "m.safetensors", () => {
      const entries = Array.from({ length: 10_000 }, (_, i) => [
        `${"a.".repeat(400)}${i}.weight_hh_l${i % 9}`,
        { dtype: "F32", shape: [1, 1], data_offsets: [4 * i, 4 * i + 4] },
      ]);
      return headed(JSON.stringify(Object.fromEntries(entries)), 40_000);
    }),
  },
  {
    name: "a pickle of 20 million values",
    give: file("a pickle of lists", "m.pkl", () =>
      repeated([0x5d, 0x28], [0x4b, 1], 19_000_000, [0x65]),
    ),
  },
  {
    name: "a pickle of a million lists, one in another",
    give: file("a deep pickle", "m.pkl", () => repeated([0x4e], [0x85], 900_000, [])),
  },
  {
    name: "a pickle that doubles a list 60 times",
    give: file("a pickle that doubles", "m.pkl", () => {
      const doubled = Array.from({ length: 60 }, (_, i) => [
        0x5d,
        0x71,
        i + 1,
        0x28,
        0x68,
        i,
        0x68,
        i,
        0x65,
      ]);
      return pickle(0x5d, 0x71, 0, ...doubled.flat());
    }),
  },
  {
    name: "a pickle of one text of 60 MB",
    give: file("a long text in a pickle", "m.pkl", () => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(6e7);
      const bytes = Buffer.concat([
        Buffer.from([0x80, 2, 0x58]),
        length,
        Buffer.alloc(6e7, 97),
        Buffer.from("."),
      ]);
      return new Uint8Array(bytes);
    }),
  },
  {
    name: "10 MB on one line",
    isLong: true,
    give: (target) => readText(target, "untitled:line", words(10_000_000).replaceAll("\n", " ")),
  },
  {
    name: "a million lines",
    isLong: true,
    give: (target) => readText(target, "untitled:lines", "a\n".repeat(1_000_000)),
  },
  {
    name: "a million lone surrogates",
    isLong: true,
    give: (target) => readText(target, "untitled:lone", "\ud800x\udc00\n".repeat(300_000)),
  },
  {
    name: "3 MB of random bytes",
    isLong: true,
    give: (target) => {
      const next = randomNumbers(7);
      const bytes = Buffer.from(Uint8Array.from({ length: 3_000_000 }, () => (next() + 1) * 128));
      return readText(target, "untitled:random", bytes.toString("latin1"));
    },
  },
  {
    name: "a text of 50 MB",
    isLong: true,
    give: (target) => readText(target, "untitled:long", words(50_000_000)),
  },
  {
    name: "a model of H = 2,048",
    give: async (target, folder) => {
      const model = path.join(folder, "large.bin");
      fs.writeFileSync(model, writeModel(randomWeights(2048, 1), model));
      await readText(target, "untitled:large", words(2000), model);
    },
  },
  {
    name: "five texts of 200 KB on five models",
    give: async (target, folder) => {
      const nets = (["tanh", "relu", "lstm", "gru", "tanh"] as const).map((cell, i) => {
        const model = path.join(folder, `${i}.safetensors`);
        const net = randomNet({ cell, layers: 1 + (i % 2), H: 64 + i, seed: i, gain: 0.5 });
        fs.writeFileSync(model, writeModel(net, model));
        return model;
      });
      await Promise.all(
        nets.map((model, i) => readText(target, `untitled:${i}`, words(200_000), model)),
      );
    },
  },
  {
    name: "a flood of 20,000 requests of 10 KB",
    isFlood: true,
    give: async (target) => {
      const { server } = target;
      const uri = await server.openWith(words(3000), SAMPLE);
      const place = { kind: "caret", line: 3, character: 9 } as const;
      const more = { purpose: "x".repeat(10_000) };
      const all = Array.from({ length: 20_000 }, () =>
        server.trace({ uri, place, ...more }).catch(() => null),
      );
      const answers = await Promise.all(all);
      assert.equal(answers.at(-1)?.kind, "trace");
    },
  },
];
