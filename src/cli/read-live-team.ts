import type { Parsed } from '../model/diagnostic.js';
import type { LiveState, ReadNeeds } from '../model/live-state.js';
import { readTextFile } from './read-files.js';
import { withReadingProgress } from './reading-progress.js';
import { type Session, withProvider } from './session.js';

/** Hands out a live team; throws CommandError or ProviderError when it cannot be read completely. */
export type ReadLive = (needs: ReadNeeds) => Promise<LiveState>;

/**
 * Finds out where the live team comes from: a snapshot where one is named, which is read at once, else Dropbox, which
 * is asked when the answer is called, with progress.
 * @throws CommandError when the snapshot's file cannot be read.
 */
export async function openLiveTeam(session: Session, snapshot: string | undefined): Promise<Parsed<ReadLive>> {
  if (snapshot === undefined) {
    const readLive: ReadLive = (needs) =>
      withProvider(session, (provider) =>
        withReadingProgress(session, (onProgress) => provider.readLiveState(needs, onProgress)),
      );
    return { ok: true, value: readLive, diagnostics: [] };
  }
  const { parseSnapshot } = await import('../app/snapshot.js');
  const parsed = parseSnapshot(await readTextFile({ path: snapshot, cwd: session.io.cwd }, 'snapshot'), snapshot);
  return parsed.ok ? { ...parsed, value: async () => parsed.value } : parsed;
}
