#!/usr/bin/env node
import type { CliIo, OutputStream } from './cli-io.js';
import { processIo } from './process-io.js';

const io: CliIo = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  ...processIo,
};

// The program is a part of the bundle like any other, so that main.js holds nothing but the way in.
const { runCli } = await import('./run-cli.js');
const code = await runCli(process.argv.slice(2), io);
// A connection that lingers, or an open standard input, must not keep a finished command.
await Promise.all([drain(process.stdout), drain(process.stderr)]);
process.exit(code);

/** Waits until what was written has left, or cannot leave any more. */
function drain(stream: OutputStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || !stream.writable) resolve();
    else stream.write('', () => resolve());
  });
}
