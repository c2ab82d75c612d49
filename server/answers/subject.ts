// What a question is about: a text and a net, with the kernels that answer it. Not here: how they are read.
import type { Kernels } from "../kernels/interface";
import type { Model } from "../nets/formats";
import type { TraceJson } from "../protocol/wire/traceJson";

/** What an answer needs of a model: all of it can be sent to a thread. */
export type Net = Pick<Model, "weights" | "net" | "name" | "sha256">;

export interface TextSubject {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

export interface Subject {
  readonly text: TextSubject;
  readonly model: Net;
  readonly backend: Kernels;
}

/** What every JSON about a prediction names first. */
export function headOf({
  text,
  model,
}: Omit<Subject, "backend">): Pick<TraceJson, "model" | "text"> {
  return {
    model: { hiddenSize: model.weights.H, sha256: model.sha256 },
    text: { bytes: text.bytes.length, sha256: text.sha256 },
  };
}
