// The webview's empty page. Script and style are loaded from files only; the policy forbids everything else, including
// inline style and the network. Pure.

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
