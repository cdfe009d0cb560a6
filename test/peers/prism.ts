import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cutOpenApi } from './cut-openapi.js';

/**
 * Starts Prism before the tests, between them and the fake GitHub: what Rollcall sends and what the fake answers are held
 * to GitHub's own description. The fake finds it by `ROLLCALL_TEST_PRISM`: the port of Prism, and the one that Prism
 * passes on to.
 */
export async function setup(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-peers-'));
  const description = join(folder, 'github.json');
  writeFileSync(description, JSON.stringify(cutOpenApi()));
  const [port, upstream] = [await freePort(), await freePort()];
  const prism = spawn(
    process.execPath,
    [
      join(import.meta.dirname, 'node_modules/@stoplight/prism-cli/dist/index.js'),
      ...['proxy', description, `http://127.0.0.1:${upstream}`, '--errors', '--host', '127.0.0.1', '--port', `${port}`],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  await untilItListens(prism);
  process.env.ROLLCALL_TEST_PRISM = `${port} ${upstream}`;
  return async () => {
    prism.kill();
    rmSync(folder, { recursive: true, force: true });
  };
}

function untilItListens(prism: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (said.includes('Prism is listening')) resolve();
    };
    prism.stdout?.on('data', listen);
    prism.stderr?.on('data', listen);
    prism.once('exit', (code) => reject(new Error(`Prism ended with ${code}: ${said}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
