// The past of a position in a text held whole in memory, without pauses, for tests. Asserts nothing.
import { finished } from "../../server/attribution/backward";
import { pastSteps } from "../../server/attribution/forward";
import type { Past } from "../../server/attribution/types";

export function pastOf(...asked: Parameters<typeof pastSteps>): Past {
  return finished(pastSteps(...asked));
}
