import type { DropboxCredentials } from '../app/secrets.js';
import type { Environment } from './cli-io.js';
import { TokenError } from './command-error.js';

const WAYS = [
  'DROPBOX_ACCESS_TOKEN',
  'DROPBOX_APP_KEY with DROPBOX_REFRESH_TOKEN',
  'DROPBOX_APP_KEY with DROPBOX_REFRESH_TOKEN and DROPBOX_APP_SECRET (for an app that has a secret)',
];

/** The variables whose values must never be printed. */
export const secretVariables = [
  'DROPBOX_ACCESS_TOKEN',
  'DROPBOX_REFRESH_TOKEN',
  'DROPBOX_APP_SECRET',
  'ROLLCALL_PRIVACY_KEY',
  'ROLLCALL_PLAN_KEY',
] as const;

/** Whether the environment holds a token, or half of what one takes besides the app's key, which `login` uses too. */
export function isTokenInEnv(env: Environment): boolean {
  return ['DROPBOX_ACCESS_TOKEN', 'DROPBOX_REFRESH_TOKEN'].some((name) => (env[name]?.trim() ?? '') !== '');
}

/** What the environment says of the app, for signing in. */
export function appFromEnv(env: Environment): { readonly appKey: string | null; readonly appSecret: string | null } {
  return { appKey: read(env, 'DROPBOX_APP_KEY'), appSecret: read(env, 'DROPBOX_APP_SECRET') };
}

/**
 * Finds out whom to be. An access token wins over a refresh token; an empty variable counts as none.
 * @throws TokenError when nothing, or only a half, is set.
 */
export function credentialsFromEnv(env: Environment): DropboxCredentials {
  const accessToken = read(env, 'DROPBOX_ACCESS_TOKEN');
  if (accessToken !== null) return { tag: 'access-token', accessToken };
  const refreshToken = read(env, 'DROPBOX_REFRESH_TOKEN');
  const appKey = read(env, 'DROPBOX_APP_KEY');
  const appSecret = read(env, 'DROPBOX_APP_SECRET');
  if (refreshToken !== null && appKey !== null) return { tag: 'refresh-token', refreshToken, appKey, appSecret };
  if (refreshToken !== null) {
    throw new TokenError(
      'DROPBOX_REFRESH_TOKEN is set, but DROPBOX_APP_KEY is not.',
      'A refresh token works only with the key of the app it was made for: set DROPBOX_APP_KEY too.',
    );
  }
  if (appKey !== null) {
    throw new TokenError(
      'DROPBOX_APP_KEY is set, but DROPBOX_REFRESH_TOKEN is not.',
      'Set DROPBOX_REFRESH_TOKEN too, or DROPBOX_ACCESS_TOKEN instead of both; or sign in with rollcall login.',
    );
  }
  throw new TokenError('There is no Dropbox token.', `Sign in with rollcall login. Or set one of: ${WAYS.join('; ')}.`);
}

function read(env: Environment, name: string): string | null {
  const value = env[name]?.trim() ?? '';
  if (value === '') return null;
  // The value itself is never repeated: it is a secret, however it was mangled.
  if (/[^\x21-\x7e]/.test(value)) {
    throw new TokenError(
      `${name} holds a blank, a line break or another character that no token has.`,
      'Copy the value again, in one piece.',
    );
  }
  return value;
}
