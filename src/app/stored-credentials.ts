import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';

/** What `login` keeps of one sign-in. The app's secret is never among it. */
export interface StoredProfile {
  readonly appKey: string;
  readonly refreshToken: string;
  readonly teamId: string;
  /** As Dropbox granted them. */
  readonly scopes: readonly string[];
  /** The API that the token is for; it is sent to no other. */
  readonly apiUrl: string;
  /** When it was made, as an ISO instant. */
  readonly created: string;
}

/** The profiles by name, or why their file is not used. */
export type StoredProfiles =
  | { readonly tag: 'read'; readonly profiles: ReadonlyMap<string, StoredProfile> }
  /** Somebody else on this machine may read or change the file. */
  | { readonly tag: 'too-open' }
  | { readonly tag: 'unreadable'; readonly cause: unknown }
  /** It is not what `login` writes; nothing of it is repeated here, since it may hold secrets. */
  | { readonly tag: 'malformed' };

/** Where profiles are kept: under the config folder; null where neither XDG_CONFIG_HOME nor a home says where. */
export function credentialsPath(env: Readonly<Record<string, string | undefined>>): string | null {
  const home = env.HOME || env.USERPROFILE;
  const config = env.XDG_CONFIG_HOME || (home ? join(home, '.config') : null);
  return config === null ? null : join(config, 'rollcall', 'credentials.json');
}

/** Whether a text can name a profile. */
export function isProfileName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name);
}

const fileSchema = z.object({
  format_version: z.literal(1),
  profiles: z.record(
    z.string(),
    z.object({
      app_key: z.string().min(1),
      refresh_token: z.string().min(1),
      team_id: z.string().min(1),
      scopes: z.array(z.string()),
      api_url: z.string().min(1),
      created: z.string(),
    }),
  ),
});

/** Read, write and execute for the group and for everybody else. */
const OTHERS = 0o077;

/** Reads all profiles; a file that is not there holds none. */
export async function readProfiles(path: string): Promise<StoredProfiles> {
  let text: string;
  let file: FileHandle | null = null;
  try {
    file = await open(path, 'r');
    // Windows has no such bits: there the folder of the user keeps others out.
    if (process.platform !== 'win32' && ((await file.stat()).mode & OTHERS) !== 0) return { tag: 'too-open' };
    text = await file.readFile('utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
      return { tag: 'read', profiles: new Map() };
    return { tag: 'unreadable', cause };
  } finally {
    await file?.close();
  }
  const parsed = fileSchema.safeParse(parseJson(text));
  if (!parsed.success) return { tag: 'malformed' };
  const entries = Object.entries(parsed.data.profiles).map(([name, kept]): [string, StoredProfile] => [
    name,
    {
      appKey: kept.app_key,
      refreshToken: kept.refresh_token,
      teamId: kept.team_id,
      scopes: kept.scopes,
      apiUrl: kept.api_url,
      created: kept.created,
    },
  ]);
  return { tag: 'read', profiles: new Map(entries) };
}

/**
 * Writes all profiles, for their owner's eyes only. A reader finds the old file or the new one, never half of it.
 * @throws Error of the file system when that is not possible.
 */
export async function writeProfiles(path: string, profiles: ReadonlyMap<string, StoredProfile>): Promise<void> {
  const kept = [...profiles].map(([name, profile]) => [
    name,
    {
      app_key: profile.appKey,
      refresh_token: profile.refreshToken,
      team_id: profile.teamId,
      scopes: profile.scopes,
      api_url: profile.apiUrl,
      created: profile.created,
    },
  ]);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}.tmp`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify({ format_version: 1, profiles: Object.fromEntries(kept) }, null, 2)}\n`);
    await file.sync();
    await file.close();
    await rename(draft, path);
  } catch (cause) {
    // The first failure is the one to tell; but a draft that stays would hold the token.
    await file.close().catch(() => undefined);
    await unlink(draft).catch(() => undefined);
    throw cause;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // Told as malformed: the parser's own message would repeat a part of the file.
  }
}
