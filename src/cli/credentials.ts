import type { DropboxCredentials } from '../app/secrets.js';
import type { StoredProfile } from '../app/stored-credentials.js';
import { CommandError, describeFileFailure } from './command-error.js';
import { credentialsFromEnv, isTokenInEnv } from './credentials-from-env.js';
import { keepSecret } from './redactor.js';
import type { Session } from './session.js';

/** A token, the API it goes to, and where it was found. */
export interface Access {
  readonly credentials: DropboxCredentials;
  readonly apiUrl: string;
  readonly source: { readonly tag: 'environment' } | { readonly tag: 'profile'; readonly name: string };
}

/** The file of stored sign-ins, read, and the name of the one that is meant. */
export interface ProfileStore {
  readonly path: string;
  readonly name: string;
  /** Whether the user named the profile, rather than left it at its default. */
  readonly isNamed: boolean;
  readonly profiles: ReadonlyMap<string, StoredProfile>;
}

/**
 * Finds the token to use: the environment's, else the stored one.
 * @throws CommandError when there is none, or it is for another API than the one that is asked for.
 */
export async function findAccess(session: Session): Promise<Access> {
  const { io, options, err } = session;
  const asked = askedApiUrl(session);
  const apiUrl = asked ?? (await import('../app/connect.js')).DEFAULT_API_URL;
  if (isTokenInEnv(io.env)) {
    const credentials = credentialsFromEnv(io.env);
    if (options.profile !== undefined) err.line('Note: the token of the environment is used, and not --profile.');
    return { credentials, apiUrl, source: { tag: 'environment' } };
  }
  const store = await readProfileStore(session);
  const stored = store?.profiles.get(store.name);
  if (store === null || stored === undefined) {
    if (store?.isNamed === true) throw noSuchProfile(store);
    return { credentials: credentialsFromEnv(io.env), apiUrl, source: { tag: 'environment' } };
  }
  if (asked !== null && !isSameApi(asked, stored.apiUrl)) {
    throw new CommandError(
      `The token of profile ${store.name} is for ${stored.apiUrl}, and not for ${asked}.`,
      'Leave --api-url and DROPBOX_API_URL unset, or sign in there under another name: rollcall login --profile NAME.',
    );
  }
  return {
    credentials: credentialsOf(session, stored),
    apiUrl: stored.apiUrl,
    source: { tag: 'profile', name: store.name },
  };
}

/** What a stored sign-in signs its calls with; a secret of the app comes from the environment alone. */
export function credentialsOf({ io }: Session, { appKey, refreshToken }: StoredProfile): DropboxCredentials {
  keepSecret(io, refreshToken);
  return { tag: 'refresh-token', appKey, refreshToken, appSecret: io.env.DROPBOX_APP_SECRET?.trim() || null };
}

/** The API that the user asks for; null where nobody says. */
export function askedApiUrl({ io, options }: Session): string | null {
  return options.apiUrl ?? (io.env.DROPBOX_API_URL?.trim() || null);
}

/**
 * Reads the stored sign-ins. Null where no folder for them is known.
 * @throws CommandError when their file cannot be used, or the name of the profile is none.
 */
export async function readProfileStore({ io, options }: Session): Promise<ProfileStore | null> {
  const { credentialsPath, isProfileName, readProfiles } = await import('../app/stored-credentials.js');
  const named = options.profile ?? (io.env.ROLLCALL_PROFILE?.trim() || null);
  const name = named ?? 'default';
  if (!isProfileName(name)) {
    throw new CommandError(
      `${JSON.stringify(name)} cannot be the name of a profile.`,
      'Use letters, digits, dots, hyphens and underscores, at most 64, a letter or digit first.',
    );
  }
  const path = credentialsPath(io.env);
  if (path === null) return null;
  const read = await readProfiles(path);
  switch (read.tag) {
    case 'read':
      return { path, name, isNamed: named !== null, profiles: read.profiles };
    case 'too-open':
      throw new CommandError(
        `${path} may be read or changed by others on this machine, so its tokens are not used.`,
        `Run chmod 600 ${path}; if somebody else may have seen it, rollcall logout and rollcall login as well.`,
      );
    case 'unreadable':
      throw new CommandError(
        `${path} cannot be read: ${describeFileFailure(read.cause)}.`,
        'Check the path and its permissions, or set XDG_CONFIG_HOME to another folder.',
      );
    case 'malformed':
      throw new CommandError(
        `${path} is not what rollcall login writes.`,
        'Move it away, then sign in again with rollcall login.',
      );
  }
}

/**
 * Writes the stored sign-ins, with one of them replaced, or taken out with null.
 * @throws CommandError when that is not possible.
 */
export async function storeProfile({ path, name, profiles }: ProfileStore, profile: StoredProfile | null) {
  const { writeProfiles } = await import('../app/stored-credentials.js');
  const changed = new Map(profiles);
  if (profile === null) changed.delete(name);
  else changed.set(name, profile);
  try {
    await writeProfiles(path, changed);
  } catch (cause) {
    throw new CommandError(
      `${path} cannot be written: ${describeFileFailure(cause)}.`,
      'Check the folder and its permissions, or set XDG_CONFIG_HOME to another folder.',
    );
  }
}

/** Nothing is stored under the name that was asked for. */
export function noSuchProfile({ path, name, profiles }: ProfileStore): CommandError {
  const names = [...profiles.keys()].sort();
  const there = names.length === 0 ? '' : `, or use one of: ${names.join(', ')}`;
  return new CommandError(`${path} has no profile ${name}.`, `Sign in with rollcall login --profile ${name}${there}.`);
}

function isSameApi(one: string, other: string): boolean {
  return one.replace(/\/+$/, '') === other.replace(/\/+$/, '');
}
