import type { ApplyReport } from '../model/apply-report.js';
import type { DesiredState } from '../model/desired-state.js';
import type { Parsed } from '../model/diagnostic.js';
import { groupKey } from '../model/group.js';
import type { LiveState, ReadNeeds } from '../model/live-state.js';
import type { Change, Plan } from '../model/plan.js';
import { defaultOffboarding, type GuardName, type Guards } from '../model/policy.js';
import { formatPosition, type SourcePosition } from '../model/source-position.js';
import { makePlan } from './plan.js';
import { UndoGroups } from './undo-groups.js';
import { type UndoContext, undoMember } from './undo-members.js';
import { UndoPeople } from './undo-people.js';
import { UndoRemarks } from './undo-remarks.js';

export interface UndoInput {
  readonly report: ApplyReport;
  /** How messages call the report. */
  readonly file: string;
  /** Where a change stands in the report. */
  readonly placeOf: (change: Change) => SourcePosition;
  readonly live: LiveState;
  /** Whose guards hold for the undo, too. */
  readonly guards: Guards;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly overrides: readonly GuardName[];
}

/** An undo as it would be carried out. */
export interface PlannedUndo {
  readonly plan: Plan;
  readonly desired: DesiredState;
}

/** What of the live team the undo of these changes depends on, beyond the listings. */
export function undoNeeds({ changes }: ApplyReport): ReadNeeds {
  const names = changes.flatMap(({ kind, before, after }) =>
    kind === 'group'
      ? [before?.name, after?.name].flatMap((name) => (typeof name === 'string' ? [groupKey(name)] : []))
      : [],
  );
  const quotas = changes.some(({ before, after }) => before?.space_quota_gb != null || after?.space_quota_gb != null);
  return { accessOfGroups: { names, externalIds: [] }, quotas };
}

/**
 * Plans the inverse of what one run did, and nothing else, by the rules and guards that hold for a file. What was changed
 * again since that run stays as it is, and so does what somebody else holds by now; that, and what cannot be brought back
 * at all, is told in the plan's findings. Pure.
 */
export function planUndo(input: UndoInput): Parsed<PlannedUndo> {
  const { live, now, overrides } = input;
  const held = new Set<string>();
  for (;;) {
    const desired = makeUndo(input, held);
    const planned = makePlan({ desired, live, now, overrides });
    if (planned.ok) return { ...planned, value: { plan: planned.value, desired } };
    const found = planned.diagnostics.flatMap(({ code, position }) =>
      position !== null && (code === 'value-held' || code === 'identity-conflict') ? [formatPosition(position)] : [],
    );
    const isNew = found.filter((place) => !held.has(place));
    if (isNew.length === 0) return planned;
    for (const place of isNew) held.add(place);
  }
}

function makeUndo({ report, file, placeOf, live, guards }: UndoInput, held: ReadonlySet<string>): DesiredState {
  const done = new Set(
    report.operations
      .filter(({ result }) => result === 'succeeded' || result === 'already_done')
      .map(({ kind, address }) => `${kind} ${address}`),
  );
  const context: UndoContext = {
    people: new UndoPeople(live),
    remarks: new UndoRemarks(),
    placeOf,
    isDone: (kind, address) => done.has(`${kind} ${address}`),
    isHeld: (change) => held.has(formatPosition(placeOf(change))),
  };
  const members = report.changes.filter(({ kind }) => kind === 'member');
  for (const changes of byAddress(members)) undoMember(changes, context);
  const groups = new UndoGroups(live, context);
  groups.undo(report.changes.filter(({ kind }) => kind === 'group'));
  for (const change of members) if (change.action === 'remove') groups.rejoin(change);
  const desiredGroups = groups.all();
  return {
    file,
    team: { id: report.team.id, name: null, source: null },
    policy: { unmanagedMembers: 'report', unmanagedGroups: 'report', offboarding: defaultOffboarding, guards },
    members: context.people.all(),
    groups: desiredGroups,
    undo: { deletesGroups: groups.deleted, remarks: context.remarks.all },
  };
}

function byAddress(changes: readonly Change[]): readonly (readonly Change[])[] {
  const grouped = new Map<string, Change[]>();
  for (const change of changes) grouped.set(change.address, [...(grouped.get(change.address) ?? []), change]);
  return [...grouped.values()];
}
