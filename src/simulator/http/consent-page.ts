import type { Answer } from './answer.js';

/** Asks the admin whether the app may act on the team; the wish travels along in hidden fields. */
export function makeConsentPage(
  appName: string,
  teamName: string,
  scopes: readonly string[],
  wish: URLSearchParams,
): Answer {
  const hidden = [...wish]
    .filter(([name]) => name !== 'decision')
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`);
  const listed = scopes.map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`);
  return makePage(
    200,
    `<h1>${escapeHtml(appName)} would like to manage ${escapeHtml(teamName)}</h1>
<ul>${listed.join('')}</ul>
<form method="post" action="/oauth2/authorize">${hidden.join('')}
<button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></form>`,
  );
}

/** Shows the code to copy, for apps that cannot be redirected to. */
export function makeCodePage(code: string): Answer {
  return makePage(200, `<h1>Enter this code</h1>\n<p><code id="code">${escapeHtml(code)}</code></p>`);
}

export function makeMistakePage(mistake: string): Answer {
  return makePage(400, `<h1>Error</h1>\n<p>${escapeHtml(mistake)}</p>`);
}

/** Sends the browser back to the app. */
export function makeRedirect(uri: string, parameters: Readonly<Record<string, string | undefined>>): Answer {
  const target = new URL(uri);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) target.searchParams.set(name, value);
  return { status: 302, body: '', contentType: 'text/html; charset=utf-8', headers: { Location: target.href } };
}

function makePage(status: number, content: string): Answer {
  const body = `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Simulated Dropbox</title></head>\n<body>${content}</body></html>\n`;
  return { status, body, contentType: 'text/html; charset=utf-8' };
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
