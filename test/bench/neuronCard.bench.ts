// The card of a neuron, one thread: the processor's time, the longest step between two pauses and the memory, with the bundled
// general model and with nets of other cells. Run by `npm run bench -- neuronCard`; nothing is asserted.
import fs from "node:fs";
import { benchText, benchWeights } from "../../server/cli/measure";
import { selectKernels } from "../../server/kernels/select";
import { readModel } from "../../server/nets/formats";
import { neuronCard } from "../../server/statistics/neuronCard/card";

const GENERAL = "media/general/general.safetensors";
const general = readModel(new Uint8Array(fs.readFileSync(GENERAL)), GENERAL).weights;
const backend = selectKernels("auto");

for (const [name, weights, bytes] of [
  ["general model, H = 256", general, 65_536],
  ["general model, H = 256", general, 1_000_000],
  ["Elman, H = 128", benchWeights(128), 1_000_000],
  ["GRU, H = 128", benchWeights(128, "gru"), 1_000_000],
  ["LSTM, H = 128", benchWeights(128, "lstm"), 1_000_000],
] as const) {
  const text = benchText(bytes);
  const begin = process.cpuUsage().user / 1e6;
  const work = neuronCard(backend, weights, text, { neuron: 3 });
  let longest = 0;
  let last = process.cpuUsage().user / 1e3;
  for (let step = work.next(); !step.done; step = work.next()) {
    const now = process.cpuUsage().user / 1e3;
    longest = Math.max(longest, now - last);
    last = now;
  }
  const seconds = process.cpuUsage().user / 1e6 - begin;
  const memory = Math.round(process.memoryUsage().rss / 2 ** 20);
  console.log(
    `${backend.backend}, ${name}, ${bytes} bytes: ${seconds.toFixed(1)} s, longest step ${longest.toFixed(0)} ms, ${memory} MiB`,
  );
}
