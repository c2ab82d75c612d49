// Workspaces too large for any machine, and what the command line says when it fails.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../../../server/attribution/backward";
import { failureText } from "../../../../server/cli/failure";
import { FileError } from "../../../../server/files";
import { WorkerDied } from "../../../../server/jobs/pool";
import type { Weights } from "../../../../server/kernels/interface";
import { layeredLayoutOf } from "../../../../server/kernels/layeredLayout";
import { layoutOf } from "../../../../server/kernels/layout";
import { isNotEnoughMemory, NotEnoughMemory } from "../../../../server/kernels/limits";
import { bindRuns, selectTraining } from "../../../../server/kernels/select";
import { shapeOf } from "../../../../server/kernels/shape";
import { mostWindow } from "../../../../server/kernels/simd";
import { InputError } from "../../../../server/nets/inputError";
import { TeamBroken } from "../../../../server/training/corpus/team";
import { randomWeights } from "../../../property/kernelsModels";
import { backends } from "../../../tools/backends";

const sentence = /^Not enough memory for \d+ steps of hidden size 8; expected less depth/;
const TOO_MANY = 2 ** 34;
const emptyLayer = { Wi: new Float32Array(), Wh: new Float32Array(), b: new Float32Array() };

for (const kernels of backends())
  test(`${kernels.backend}: a workspace that is too large says what it was for`, () => {
    const weights = randomWeights(8, 1);
    const refused = (make: () => unknown) =>
      assert.throws(make, (error) => isNotEnoughMemory(error) && sentence.test(error.message));
    refused(() => kernels.bind(weights, { rows: 1, window: TOO_MANY }));
    refused(() => finished(bindRuns(kernels, weights, { rows: TOO_MANY, steps: 1 })));
    const training = selectTraining(kernels.backend);
    for (const cell of ["tanh", "gru", "lstm"] as const)
      refused(() => training.allocate(8, { streams: 1, length: TOO_MANY }, cell));
  });

test("the largest window fits into a 32-bit address space, and one much larger does not", () => {
  for (const H of [1, 16, 17, 128, 1000, 4096])
    for (const rows of [1, 64]) {
      const nets: Pick<Weights, "H" | "cell" | "upper">[] = [
        { H },
        { H, cell: "gru" },
        { H, cell: "lstm", upper: [emptyLayer] },
      ];
      for (const net of nets) {
        const shape = shapeOf(net);
        const most = mostWindow(shape, rows);
        const pages = (window: number) =>
          (net.cell ? layeredLayoutOf(shape, { rows, window }) : layoutOf(shape, { rows, window }))
            .pages;
        assert.ok(pages(most) <= 65536, `H = ${H}, ${net.cell}`);
        assert.ok(pages(most + 2000) > 65536, `H = ${H}, ${net.cell}`);
      }
    }
});

test("a net whose weights alone are too large is refused as too large", () => {
  const none = new Float32Array();
  const huge = { ...randomWeights(8, 1), H: 8192, cell: "lstm" as const, Wh: none };
  for (const backend of backends().filter((kernels) => kernels.backend !== "reference")) {
    const weights = { ...huge, upper: Array.from({ length: 7 }, () => emptyLayer) };
    assert.throws(() => backend.bind(weights, { rows: 1, window: 1 }), NotEnoughMemory);
    assert.throws(
      () => finished(bindRuns(backend, weights, { rows: 1, steps: 1 })),
      NotEnoughMemory,
    );
  }
});

test("an expected failure is one line; a defect says so, with its place", () => {
  const lines = (error: unknown) => failureText(error).split("\n");
  const usual = [
    new InputError("a.txt: wrong\nin two lines"),
    new FileError("a\x1b[31m", "read", "gone"),
    new WorkerDied("corpus", "memory"),
    new TeamBroken(),
    new NotEnoughMemory(128, 10),
    structuredClone(new NotEnoughMemory(128, 10)),
  ];
  for (const error of usual) {
    assert.equal(lines(error).length, 1, String(error));
    assert.doesNotMatch(failureText(error), /defect/);
    assert.ok(!failureText(error).includes("\x1b"));
  }
  const [first, ...stack] = lines(new TypeError("x is undefined"));
  assert.match(first, /a defect of this program: x is undefined; please report/);
  assert.match(stack.join("\n"), /TypeError[\s\S]*at /);
});
