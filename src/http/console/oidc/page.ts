/** What somebody sees whom the provider has sent back in vain. */

import { escapeText } from '../../../records/evidence/markup.ts';

/** Without script and style, as the console's policy has it. */
export function renderRefusal(reason: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Not signed in</title>
</head>
<body>
<main>
<h1>You are not signed in</h1>
<p>${escapeText(reason)}</p>
<p><a href="/console/">Back to the console</a></p>
</main>
</body>
</html>
`;
}
