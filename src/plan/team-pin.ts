import type { DesiredState } from '../model/desired-state.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { LiveState } from '../model/live-state.js';

/** Refuses a file that is pinned to another team. The id decides; a name only where no id is given. */
export function teamProblems(desired: DesiredState, live: Pick<LiveState, 'team'>): Diagnostic[] {
  const { id, name, source } = desired.team;
  const isOther = id !== null ? id !== live.team.id : name !== null && name !== live.team.name;
  if (!isOther) return [];
  return [
    {
      code: 'other-team',
      severity: 'error',
      message: `team: the file is for ${describe(name, id)}, but the token is for ${describe(live.team.name, live.team.id)}.`,
      advice: 'Use the token of the team that the file names, or the file of the team that the token is for.',
      position: source,
    },
  ];
}

function describe(name: string | null, id: string | null): string {
  if (name !== null && id !== null) return `${name} (${id})`;
  return name ?? id ?? 'a team without a name';
}
