// What the colours in the editor currently stand for, for the sidebar and the status bar: the scale of the layer, or
// else of the trace, and the population of a measured scale.

import type { Scale } from "../../server/protocol/wire/sidebar";
import type { Profiles } from "../client/profiles";
import type { Config } from "../config";
import type { TraceView } from "../decorations/traceView";
import { traceScaleSentence } from "./scale";

export interface LegendParts {
  readonly config: Config;
  readonly profiles: Profiles;
  readonly view: TraceView;
}

/** `full` is 0 if nothing is tinted. */
export function legendOf({ config: { settings }, profiles, view }: LegendParts): Scale {
  const { layer, activeEditor } = view;
  if (layer?.kind === "picture") return layer.scale;
  const nothing = { full: 0, unit: "nats", isSigned: true } as const;
  if (layer?.kind === "waiting") return { ...nothing, sentence: "This layer is on its way." };
  if (layer?.kind === "none") return { ...nothing, sentence: layer.sentence };
  const { full } = view.picture;
  const isFile = settings.scale === "file";
  const profile = isFile && activeEditor ? profiles.of(activeEditor.document) : undefined;
  const measured = profile?.kind === "ready" ? profile.value.population : null;
  const scale = traceScaleSentence(settings, full, measured);
  const pins = view.traces.length;
  return {
    ...nothing,
    full,
    sentence: pins > 1 ? `The sum over ${pins} shown pins. ${scale}` : scale,
  };
}
