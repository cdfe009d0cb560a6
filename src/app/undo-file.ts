import type { SourceTree } from '../config/source-tree.js';
import type { ApplyReport } from '../model/apply-report.js';
import type { LiveState, ReadNeeds } from '../model/live-state.js';
import { joinNeeds, readNeedsOf } from '../plan/read-needs.js';
import { undoNeeds } from '../plan/undo.js';
import { adoptDrift } from './drift-adopt.js';
import type { EditedFile } from './edited-files.js';
import type { Rejected } from './outcome.js';
import { validateTeam } from './validate-team.js';

export interface EditUndoneOptions {
  /** The team file. */
  readonly path: string;
  readonly tree: SourceTree;
  readonly report: ApplyReport;
  /** Asked once, after the run is undone on the team. */
  readonly readLive: (needs: ReadNeeds) => Promise<LiveState>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export type UndoneFile =
  | Rejected
  | {
      readonly tag: 'edited';
      /** Only those that change; nothing is written yet. */
      readonly files: readonly EditedFile[];
      /** Whom or what the files still see differently, because they cannot say it. */
      readonly left: readonly string[];
    };

/**
 * Edits a team file so that it says of everybody whom a run concerned what the team says, now that the run is undone.
 * Comments and order stay. Else the next apply would do it all again.
 * @throws whatever `readLive` throws: ProviderError when the team cannot be read completely.
 */
export async function editUndone({ path, tree, report, readLive, now }: EditUndoneOptions): Promise<UndoneFile> {
  const validated = validateTeam(path, tree);
  if (validated.tag === 'rejected') return validated;
  const live = await readLive(joinNeeds(undoNeeds(report), readNeedsOf(validated.desired)));
  const adopted = adoptDrift({ path, tree, live, now, names: namesIn(report) });
  if (adopted.tag === 'rejected') return adopted;
  return { tag: 'edited', files: adopted.files, left: [...new Set(adopted.left.map(({ address }) => address))] };
}

/** Addresses and names of everybody and everything that a run changed, those of before and of after. */
function namesIn({ changes }: ApplyReport): readonly string[] {
  const names = changes.flatMap(({ kind, before, after }) => {
    const key = kind === 'member' ? 'email' : 'name';
    return [before?.[key], after?.[key]].filter((name) => typeof name === 'string');
  });
  return [...new Set(names)];
}
