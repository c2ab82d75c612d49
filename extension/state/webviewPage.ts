// A webview's page as it begins, and the check of what it sends. Script and style are loaded from files only; the policy
// forbids everything else, including inline style and the network. Pure: host/webviews.ts puts it into a webview.
import * as v from "valibot";
import { language, spoken } from "../../server/protocol/words/l10n";
import { dataBlock } from "../../server/protocol/words/sheetHtml";

export interface PageParts {
  /** The webview's source for the extension's own files. */
  readonly cspSource: string;
  /** Run in this order. */
  readonly scripts: readonly string[];
  readonly style: string;
  /** Of the main element. */
  readonly id: string;
  readonly title: string;
}

/** The policy of a page that runs the extension's own script and style only. The last two are not covered by the default. */
export function ownFilesOnly(cspSource: string): string[] {
  return [
    "default-src 'none'",
    `style-src ${cspSource}`,
    `script-src ${cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
}

export function pageHtml({ cspSource, scripts, style, id, title }: PageParts): string {
  const policy = [...ownFilesOnly(cspSource), `font-src ${cspSource}`].join("; ");
  return `<!DOCTYPE html>
<html lang="${language()}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<main id="${id}" aria-label="${title}"></main>
${dataBlock("translations", spoken())}
${scripts.map((script) => `<script src="${script}"></script>\n`).join("")}</body>
</html>
`;
}

export type Checked<Message> =
  | { readonly message: Message; readonly problem: null }
  | { readonly message: null; readonly problem: string };

/** A message from a page, or why it does not fit. */
export function checked<Message>(
  schema: v.GenericSchema<unknown, Message>,
  raw: unknown,
): Checked<Message> {
  const parsed = v.safeParse(schema, raw);
  if (parsed.success) return { message: parsed.output, problem: null };
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue);
  return { message: null, problem: where === null ? issue.message : `${where}: ${issue.message}` };
}
