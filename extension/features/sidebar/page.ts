// The webview's page as it begins, and the check of its messages. Script and style are loaded from files only; the policy
// forbids everything else, including inline style and the network. Messages are untrusted input: one that does not fit is
// dropped with a reason, and values of settings are checked again where settings are read.
import * as v from "valibot";
import { ACTIONS, CHARTS, CONTROLS, type ToHost } from "../../../server/protocol/wire/sidebar";

export interface PageParts {
  /** The webview's source for the extension's own files. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
}

export function pageHtml({ cspSource, script, style }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `style-src ${cspSource}`,
    `script-src ${cspSource}`,
    `font-src ${cspSource}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Attribution</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<main id="sidebar" aria-label="Attribution"></main>
<script src="${script}"></script>
</body>
</html>
`;
}

const charts = v.pipe(v.array(v.picklist(CHARTS)), v.maxLength(2 * CHARTS.length));
const sequence = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const byte = v.pipe(v.string(), v.maxLength(16));

const toHost = v.variant("kind", [
  v.object({ kind: v.literal("ready"), open: charts }),
  v.object({ kind: v.literal("open"), open: charts }),
  v.object({
    kind: v.literal("set"),
    sequence,
    control: v.picklist(CONTROLS),
    value: v.union([
      v.boolean(),
      v.pipe(v.number(), v.finite()),
      v.pipe(v.string(), v.maxLength(64)),
    ]),
    settled: v.boolean(),
  }),
  v.object({ kind: v.literal("target"), sequence, target: byte, against: byte }),
  v.object({ kind: v.literal("act"), action: v.picklist(ACTIONS) }),
  v.object({
    kind: v.literal("explainNeuron"),
    key: v.string(),
    neuron: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  }),
  v.object({
    kind: v.literal("reveal"),
    key: v.string(),
    k: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  }),
]);

export type Checked =
  | { readonly message: ToHost; readonly problem: null }
  | { readonly message: null; readonly problem: string };

export function checkMessage(raw: unknown): Checked {
  const parsed = v.safeParse(toHost, raw);
  if (parsed.success) return { message: parsed.output, problem: null };
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue);
  return { message: null, problem: where === null ? issue.message : `${where}: ${issue.message}` };
}
