// What a user does with the models of a case: another one, one replaced on disk, its alphabet, a comparison, a training, a copy.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { writeModel } from "../../../../server/nets/formats";
import {
  compareRequest,
  type OtherSide,
  stopComparingRequest,
} from "../../../../server/protocol/wire/comparison";
import { saveModelRequest, trainRequest } from "../../../../server/protocol/wire/training";
import { netOfPlan } from "../../randomNets";
import type { Answer, Client } from "./client";
import type { Live } from "./live";
import { UNSAID } from "./models";
import { expectSame } from "./same";
import type { Actions } from "./steps";
import { positionAt } from "./texts";

export function modelActions(
  live: Live,
): Actions<"model" | "replaceModel" | "alphabet" | "compare" | "train" | "saveModel"> {
  return {
    async model({ which, model }) {
      await live.attach(which, live.modelPath(model));
    },

    /** The model of a text becomes a random one of its own, and then another under the same name. */
    async replaceModel({ which, seed }) {
      const file = path.join(live.folder, `replaced${live.named++}.safetensors`);
      for (const H of [3, 4]) {
        const plan = { cell: "gru", layers: 1, H, characters: null, seed } as const;
        fs.writeFileSync(`${file}.new`, writeModel(netOfPlan(plan), file));
        fs.renameSync(`${file}.new`, file);
        live.texts[which] = { ...live.texts[which], modelFile: H };
        await live.attach(which, file);
        await live.check(which, { of: "place", byte: 0 });
      }
    },

    async alphabet({ name }) {
      live.alphabets = { [UNSAID]: name };
      await live.client.useAlphabets(live.alphabets);
    },

    async compare({ which, with: side }) {
      const before = live.texts[which];
      if (side === null) {
        const params = { uri: before.uri };
        await live.client.once({ method: stopComparingRequest.method, params });
        live.texts[which] = { ...before, other: undefined };
        return;
      }
      const other: OtherSide =
        "text" in side
          ? { kind: "text", name: "the other", text: side.text }
          : { kind: "model", modelPath: live.modelPath(side.model) };
      const compared = { method: compareRequest.method, params: { with: other } };
      const found = await live.client.once(compared, before.uri);
      expectSame(found, await live.fresh.ask({ ...before, other: undefined }, compared), compared);
      if ("answer" in found) live.texts[which] = { ...before, other };
    },

    async train(choice) {
      const { which, from, to, do: _, ...choices } = choice;
      const open = live.texts[which];
      if (Math.abs(to - from) * open.text.length > 2000) return;
      const [start, end] = [from, to].sort((a, b) => a - b).map((at) => positionAt(open.text, at));
      const name = `trained${live.named++}.safetensors`;
      const on = async (client: Client, uri: string, output: string): Promise<Answer> => {
        const source = { kind: "document", uri, range: { start, end } };
        const params = { jobId: name, source, textName: "text", choices, outputPath: output };
        return client.once({ method: trainRequest.method, params });
      };
      const fresh = await live.fresh.given(open);
      const outputs = [name, `fresh-${name}`].map((each) => path.join(live.folder, each));
      const [found, expected] = await Promise.all([
        on(live.client, open.uri, outputs[0]),
        on(fresh.client, fresh.uri, outputs[1]),
      ]);
      const told = (answer: Answer) =>
        "answer" in answer
          ? { answer: { ...(answer.answer as object), seconds: 0, outputPath: "" } }
          : answer;
      expectSame(told(found), told(expected), { method: "train", params: choices });
      if (!fs.existsSync(outputs[0])) return assert.ok("refused" in found);
      assert.deepEqual(fs.readFileSync(outputs[0]), fs.readFileSync(outputs[1]));
      await live.attach(which, outputs[0]);
    },

    async saveModel({ which, ending }) {
      const { modelPath } = live.texts[which];
      const to = path.join(live.folder, `copy${live.named++}.${ending}`);
      const saved = { method: saveModelRequest.method, params: { from: modelPath, to } };
      if ("answer" in (await live.client.once(saved))) await live.attach(which, to);
      else assert.ok(!fs.existsSync(to));
    },
  };
}
