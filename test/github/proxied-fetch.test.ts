import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openGitHub } from '../../src/github/index.js';
import { makeProxiedFetch } from '../../src/github/proxied-fetch.js';
import { startFakeGitHub } from './fake-github.js';

/** A proxy that tunnels, and counts what it was asked to tunnel to. */
async function startProxy() {
  const tunnels: string[] = [];
  const server = createServer().on('connect', (request, socket, head) => {
    tunnels.push(request.url ?? '');
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.write(head);
      target.pipe(socket).pipe(target);
    });
    socket.on('error', () => target.destroy());
    target.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, tunnels, close: () => server.close() };
}

describe('a proxy', () => {
  it('is used where the environment names one, and not for hosts that it excepts', async () => {
    const [fake, proxy] = await Promise.all([startFakeGitHub(), startProxy()]);
    fake.world.addWorkflowToken('ghs_token', []);
    const read = async (env: Record<string, string>) => {
      const fetch = makeProxiedFetch(env);
      const { owner, repo } = fake.world;
      const options = { token: 'ghs_token', apiUrl: fake.url, owner, repo, secondMs: 1 };
      return openGitHub({ ...options, ...(fetch !== undefined && { fetch }) }).readFacts();
    };
    expect(await read({ http_proxy: proxy.url })).toMatchObject({ defaultBranch: 'main' });
    expect(proxy.tunnels).toEqual([new URL(fake.url).host]);
    await read({ HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' });
    await read({});
    expect(proxy.tunnels).toHaveLength(1);
    proxy.close();
    await fake.close();
  });
});
