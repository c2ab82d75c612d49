// A random question as the request about one text that a client would send. Sends nothing.
import { analyseRequest } from "../../../../server/protocol/wire/analysis";
import { causesRequest, memoryRequest } from "../../../../server/protocol/wire/causes";
import { fidelityRequest, profileRequest } from "../../../../server/protocol/wire/charts";
import { comparedAtRequest, comparisonRequest } from "../../../../server/protocol/wire/comparison";
import {
  continueRequest,
  traceWrittenRequest,
} from "../../../../server/protocol/wire/continuation";
import {
  countingRequest,
  strongByteRequest,
  strongLinesRequest,
} from "../../../../server/protocol/wire/counting";
import { layerRequest } from "../../../../server/protocol/wire/layer";
import { faithfulnessRequest, verifyRequest } from "../../../../server/protocol/wire/measures";
import { traceRequest } from "../../../../server/protocol/wire/messages";
import { neuronCardRequest } from "../../../../server/protocol/wire/neuronCard";
import { pathsRequest } from "../../../../server/protocol/wire/paths";
import { patternAtRequest, patternsRequest } from "../../../../server/protocol/wire/patterns";
import { placeRequest } from "../../../../server/protocol/wire/place";
import type { Request } from "../../../../server/protocol/wire/request";
import { similarRequest } from "../../../../server/protocol/wire/similarity";
import { whatIfByteRequest, whatIfNeuronRequest } from "../../../../server/protocol/wire/whatIf";
import { wideTraceRequest } from "../../../../server/protocol/wire/wideTrace";
import type { AskedPlace, Question } from "./questions";
import { type OpenText, positionAt } from "./texts";

export interface Asked {
  readonly method: string;
  /** Without the address of the text, which is another one on the server that is fresh. */
  readonly params: object;
}

export function asked(question: Question, open: OpenText): Asked {
  const { text, version } = open;
  const at = (share: number) => positionAt(text, share);
  const of = <P extends { readonly uri: string; readonly version: number }, R>(
    { method }: Request<P, R>,
    params: Omit<P, "uri" | "version">,
  ): Asked => ({ method, params: { version, ...params } });
  const place = ({ kind, at: share, byteOfCharacter }: AskedPlace) => ({
    kind,
    ...at(share),
    ...(kind === "character" ? { byteOfCharacter } : {}),
  });
  switch (question.of) {
    case "trace":
      return of(traceRequest, { place: place(question.place), settings: question.settings });
    case "layer": {
      const [start, end] = ordered(question.from, question.to);
      const { layer, neuron, depth, method } = question;
      return of(layerRequest, { layer, neuron, depth, method, start: at(start), end: at(end) });
    }
    case "counting":
      return of(countingRequest, { place: place(question.place) });
    case "strongByte": {
      const { strong, from, direction, bits } = question;
      const least = bits === undefined ? {} : { bits };
      return of(strongByteRequest, { of: strong, from: at(from), direction, ...least });
    }
    case "strongLines":
      return of(strongLinesRequest, { of: question.strong });
    case "span": {
      const [start, end] = ordered(question.from, question.to);
      const target = { kind: "span" as const, start: at(start), end: at(end) };
      return of(wideTraceRequest, { target, depth: question.depth, method: question.method });
    }
    case "neuron": {
      const { neuron, depth, method } = question;
      const target = { kind: "neuron" as const, place: place(question.place), neuron };
      return of(wideTraceRequest, { target, depth, method });
    }
    case "paths": {
      const { settings, columns, neurons } = question;
      const least = 0.03;
      return of(pathsRequest, { place: place(question.place), settings, columns, neurons, least });
    }
    case "fidelity": {
      const thetas = [0.5, 0.9, 0.99];
      return of(fidelityRequest, {
        place: place(question.place),
        settings: question.settings,
        thetas,
      });
    }
    case "profile":
      return of(profileRequest, { settings: question.settings, positions: question.positions });
    case "place":
      return of(placeRequest, { byte: Math.round(question.byte * Buffer.byteLength(text)) });
    case "patternAt":
      return of(patternAtRequest, { place: place(question.place) });
    case "comparison":
      return of(comparisonRequest, {});
    case "comparedAt":
      return of(comparedAtRequest, { place: place(question.place), settings: question.settings });
    case "continue": {
      const { count, seed, temperature } = question;
      const mode =
        seed === null
          ? { kind: "likeliest" as const }
          : { kind: "sample" as const, seed, temperature };
      return of(continueRequest, { place: at(question.at), count, mode });
    }
    case "traceWritten": {
      const { bytes, index, settings } = question;
      return of(traceWrittenRequest, {
        place: at(question.at),
        bytes,
        index: index % bytes.length,
        settings,
      });
    }
    case "causes":
      return of(causesRequest, { place: place(question.place), settings: question.settings });
    case "whatIfByte": {
      const { settings, lag } = question;
      return of(whatIfByteRequest, { place: place(question.place), settings, lag });
    }
    case "whatIfNeuron": {
      const [start, end] = ordered(question.from, question.to);
      const { settings, neuron, edit } = question;
      const range = { start: at(start), end: at(end) };
      return of(whatIfNeuronRequest, {
        place: place(question.place),
        settings,
        neuron,
        edit,
        ...range,
      });
    }
    case "memory":
      return of(memoryRequest, {});
    case "similar": {
      const { depth, method, top } = question;
      return of(similarRequest, { place: place(question.place), depth, method, top });
    }
    case "patterns":
      return of(patternsRequest, { maxOffset: question.maxOffset, levels: question.levels });
    case "neuronCard":
      return of(neuronCardRequest, { neuron: question.neuron, layer: question.layer });
    case "verify":
      return of(verifyRequest, {});
    case "faithfulness":
      return of(faithfulnessRequest, { depth: question.depth });
    case "analyse":
      return of(analyseRequest, { depth: question.depth });
  }
}

const ordered = (a: number, b: number) => [a, b].sort((x, y) => x - y);
