import { spawn } from 'node:child_process';
import type { Environment } from './cli-io.js';

/** The system's own way to open an address. */
function openerOf(platform: NodeJS.Platform): { readonly command: string; readonly before: readonly string[] } {
  if (platform === 'darwin') return { command: 'open', before: [] };
  // Not `cmd /c start`, which would read the & of an address as the end of the command.
  if (platform === 'win32') return { command: 'rundll32', before: ['url.dll,FileProtocolHandler'] };
  return { command: 'xdg-open', before: [] };
}

/** Opens an address in the browser. Answers with the reason where that is not possible, else with null. */
export function openBrowser(url: string, env: Environment): Promise<string | null> {
  const { command, before } = openerOf(process.platform);
  return new Promise((resolve) => {
    const child = spawn(command, [...before, url], { stdio: 'ignore', detached: true, env });
    child.once('error', (cause) => resolve(`${command}: ${cause.message}`));
    child.once('spawn', () => {
      child.unref();
      resolve(null);
    });
  });
}
