import { join } from 'node:path';

/**
 * Where what a later command has to know is kept: under `XDG_STATE_HOME`, else `~/.local/state`. Null where the
 * environment names no such place.
 */
export function stateFolder(env: Readonly<Record<string, string | undefined>>): string | null {
  const home = env.HOME || env.USERPROFILE;
  const state = env.XDG_STATE_HOME || (home ? join(home, '.local', 'state') : null);
  return state === null ? null : join(state, 'rollcall');
}
