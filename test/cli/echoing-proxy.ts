import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * Stands before a simulated team until the test is over, and tells back whatever secret it hears, wherever it can: in the
 * request id and other headers of every answer; and where `isStruck`, in a refusal's every text instead of the answer.
 */
export async function startEchoingProxy(
  apiUrl: string,
  isStruck: (path: string, number: number) => boolean,
): Promise<{ readonly url: string; readonly heard: ReadonlySet<string> }> {
  const heard = new Set<string>();
  let count = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const path = request.url ?? '';
    count += 1;
    const secrets = [
      request.headers.authorization?.replace('Bearer ', ''),
      ...['refresh_token', 'client_secret'].map((name) => new URLSearchParams(body).get(name)),
    ].filter((secret) => typeof secret === 'string');
    for (const secret of secrets) heard.add(secret);
    const echo = secrets.join(' and ');
    const headers = { 'x-dropbox-request-id': echo, 'retry-after': echo, 'www-authenticate': echo };
    if (isStruck(path, count)) {
      const error = path.startsWith('/oauth2') ? echo : { '.tag': echo, [echo]: echo, reason: { '.tag': echo } };
      const status = [400, 409, 403, 401, 500, 418][count % 6] ?? 400;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(
        JSON.stringify({ error, error_summary: echo, user_message: { text: echo }, error_description: echo }),
      );
      return;
    }
    const { authorization = '', 'content-type': type = '' } = request.headers;
    const answer = await fetch(`${apiUrl}${path}`, {
      method: 'POST',
      headers: { ...(authorization !== '' && { authorization }), 'content-type': type },
      body,
    });
    response.writeHead(answer.status, { 'content-type': 'application/json', ...headers });
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}
