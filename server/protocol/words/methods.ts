// Which method explains a net, whatever the setting says, and which are offered for it. The setting is for every net; where a
// net does not have its method the server takes the gated gradient, and that is said in one sentence.
import { namesOf } from "../vocabulary/terms";
import { METHODS, type Method } from "../vocabulary/tracing";
import type { NetSummary } from "../wire/net";
import { l10n } from "./l10n";

/** Without a net, as while it is loaded, all of them. */
export function methodsOffered(net: NetSummary | null): readonly Method[] {
  return net?.methods ?? namesOf(METHODS);
}

export function methodInForce(setting: Method, net: NetSummary | null): Method {
  return methodsOffered(net).includes(setting) ? setting : "gated";
}

/** Why another method than that of the settings is in force; null if it is that one. */
export function standInSentence(setting: Method, net: NetSummary | null): string | null {
  if (net === null || methodInForce(setting, net) === setting) return null;
  return l10n`Traced by gated: the method ${setting} is for one-layer Elman nets.`;
}
