import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '../provider.js';
import type { DropboxCredentials } from './secrets.js';
import { stateFolder } from './state-folder.js';

/** Whose calls Dropbox counts together: those of one app on one team, which is what a token stands for. */
export interface WaitOwner {
  readonly apiUrl: string;
  readonly credentials: DropboxCredentials;
}

/**
 * Where the wait of a token is kept; null where the environment names no place. The name holds a digest of the token,
 * from which nobody can have it back: before the first call nothing else is known that tells teams apart.
 */
export function rememberedWaitPath(
  env: Readonly<Record<string, string | undefined>>,
  { apiUrl, credentials }: WaitOwner,
): string | null {
  const folder = stateFolder(env);
  if (folder === null) return null;
  const token = credentials.tag === 'access-token' ? credentials.accessToken : credentials.refreshToken;
  const digest = createHash('sha256').update(`${apiUrl}\n${token.trim()}`).digest('hex').slice(0, 16);
  return join(folder, `wait-${digest}.json`);
}

/** When calls are welcome again, in milliseconds since the epoch; null where no earlier command was told to wait. */
export function readRememberedWait(path: string, { now }: Pick<Clock, 'now'>): number | null {
  const { told, until } = parseWait(path);
  // Told in the future: the clock was put back since, and nobody knows how long is left.
  return told <= now() && until > now() ? until : null;
}

/**
 * Keeps a wait for whatever command comes next, should this one be killed before it is over. A longer one stays.
 * @throws Error of the file system when it cannot be written.
 */
export function rememberWait(path: string, clock: Pick<Clock, 'now'>, waitMs: number): void {
  const now = clock.now();
  const until = Math.max(now + waitMs, readRememberedWait(path, clock) ?? 0);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(draft, `${JSON.stringify({ told: formatInstant(now), until: formatInstant(until) })}\n`, {
      mode: 0o600,
    });
    renameSync(draft, path);
  } catch (cause) {
    removeQuietly(draft);
    throw cause;
  }
}

function parseWait(path: string): { readonly told: number; readonly until: number } {
  try {
    const { told, until } = JSON.parse(readFileSync(path, 'utf8')) as { told?: unknown; until?: unknown };
    return { told: Date.parse(String(told)), until: Date.parse(String(until)) };
  } catch {
    // Not there, as nearly always; or of no use, and then the worst is one call that is refused.
    return { told: Number.NaN, until: Number.NaN };
  }
}

function formatInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // The first failure is the one to tell.
  }
}
