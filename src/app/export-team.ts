import { documentFromLive, omissionsFromLive } from '../config/document-from-live.js';
import { readTeamFile } from '../config/parse.js';
import type { SourceTree } from '../config/source-tree.js';
import { writeTeamFile } from '../config/write.js';
import type { LiveState } from '../model/live-state.js';
import { makePlan } from '../plan/plan.js';
import { readEverything } from '../plan/read-needs.js';
import type { LiveReader, ReadProgress } from '../provider.js';

/** A team as a team file. */
export interface Exported {
  /** YAML. Planning it against `live` changes nothing. */
  readonly text: string;
  readonly live: LiveState;
  /** What the file cannot say and so leaves out; one sentence each, empty as a rule. Holds names as the team has them. */
  readonly omissions: readonly string[];
}

/**
 * Reads a whole team, with owners and quotas, for an export or a snapshot.
 * @throws ProviderError when the team cannot be read completely.
 */
export function readWholeTeam(reader: LiveReader, onProgress?: (progress: ReadProgress) => void): Promise<LiveState> {
  return reader.readLiveState(readEverything, onProgress);
}

/**
 * Writes a live team as a team file, and proves it: the text is read again and planned against the same team, and that
 * plan must be empty.
 * @param now milliseconds since the epoch.
 * @throws Error when the proof fails, which is a bug: the text must then not be used.
 */
export function exportTeam(live: LiveState, now: number): Exported {
  const text = writeTeamFile(documentFromLive(live));
  const { parsed } = readTeamFile('team.yaml', treeOf(text));
  if (!parsed.ok) {
    throw new Error(`the exported file cannot be read: ${parsed.diagnostics.map(({ message }) => message).join(' ')}`);
  }
  const plan = makePlan({ desired: parsed.value, live, now });
  if (!plan.ok) {
    throw new Error(`the exported file cannot be planned: ${plan.diagnostics.map(({ message }) => message).join(' ')}`);
  }
  if (plan.value.changes.length > 0) {
    const addresses = plan.value.changes.map(({ action, address }) => `${action} ${address}`);
    throw new Error(`the exported file would change the team it was made from: ${addresses.join(', ')}`);
  }
  return { text, live, omissions: omissionsFromLive(live) };
}

function treeOf(text: string): SourceTree {
  return { readText: (path) => ({ ok: true, text, realPath: path }), expand: () => [] };
}
