import type { DriftOrigin } from '../model/drift-cause.js';
import type { Change, ChangeAction, Finding, Plan, PlanBase, PlanSummary } from '../model/plan.js';
import type { SourcePosition } from '../model/source-position.js';
import { type AttributeRow, type Marker, makeAttributeRows } from './attribute-rows.js';
import { compareText } from './compare-text.js';
import { describeCause, formatLogTime } from './drift-words.js';
import { groupBy } from './group-by.js';
import { describeLeaving } from './leaving-words.js';
import { makeNamedLists, type NamedLists, nameOf } from './named-lists.js';
import { splitByCause } from './plan-causes.js';

/**
 * A plan as people look at it: what every renderer shows, in the order in which it shows it. Names, addresses and
 * reasons are as the file and the team have them; each renderer escapes them for its own medium.
 */
export interface PlanView {
  readonly team: Plan['team'];
  readonly file: string;
  readonly digest: string;
  readonly licences: Plan['licences'];
  /** One per member or group, sorted by address. */
  readonly blocks: readonly BlockView[];
  readonly lists: NamedLists;
  readonly counts: PlanCounts;
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly notes: readonly Finding[];
  /** What the file before has to do with it; null where the plan was compared with none. */
  readonly base: BaseView | null;
}

/** The same blocks by whose doing they are, and what is no longer asked for. */
export interface BaseView {
  readonly file: string;
  /** What this file causes. */
  readonly caused: readonly BlockView[];
  /** What the file before would have done too. */
  readonly drifted: readonly BlockView[];
  /** What the file before would have done, and this one does not. */
  readonly withdrawn: readonly BlockView[];
}

/** Everything that happens to one member or group. */
export interface BlockView {
  readonly address: string;
  readonly kind: Change['kind'];
  /** The address or name alone. */
  readonly name: string;
  readonly marker: Marker;
  /** What happens, mildest first, to be read after "will be". */
  readonly verbs: readonly Verb[];
  readonly reasons: readonly string[];
  readonly source: SourcePosition | null;
  readonly rows: readonly AttributeRow[];
  readonly unchanged: number;
  /** How somebody leaves, as phrases. */
  readonly leaving: readonly string[];
  /** Who made what was different already, as phrases; only where the team log was asked. */
  readonly origins: readonly string[];
}

export interface Verb {
  readonly words: string;
  /** Whether somebody loses something by it. */
  readonly isLoss: boolean;
}

/** A number with what it counts, as in "3 to add". */
export interface Count {
  readonly count: number;
  readonly what: string;
}

/** Every kind of change with its exact number; kinds that do not occur are left out. */
export interface PlanCounts {
  readonly members: readonly Count[];
  readonly groups: readonly Count[];
  readonly memberships: readonly Count[];
}

/** Makes the one view that all renderers of a plan share. Pure; equal plans give equal views. */
export function makePlanView(plan: Plan): PlanView {
  const blocks = makeBlockViews(plan.changes);
  const bySeverity = (severity: Finding['severity']) =>
    plan.findings.filter((finding) => finding.severity === severity);
  return {
    team: plan.team,
    file: plan.file,
    digest: plan.digest,
    licences: plan.licences,
    blocks,
    lists: makeNamedLists(plan.changes),
    counts: countChanges(plan.summary, blocks),
    errors: bySeverity('error'),
    warnings: bySeverity('warning'),
    notes: bySeverity('note'),
    base: plan.base === undefined ? null : makeBaseView(plan.changes, plan.base),
  };
}

function makeBaseView(changes: Plan['changes'], { file, withdrawn, origins = [] }: PlanBase): BaseView {
  const { caused, drifted } = splitByCause(changes);
  const told = withdrawn.map((part) => ({
    ...part,
    patch: [],
    hazards: [],
    source: null,
    reason: null,
    offboarding: null,
  }));
  return {
    file,
    caused: makeBlockViews(caused),
    drifted: makeBlockViews(drifted).map((block) => ({ ...block, origins: describeOrigins(block, origins) })),
    withdrawn: makeBlockViews(told),
  };
}

function describeOrigins({ address }: BlockView, origins: readonly DriftOrigin[]): readonly string[] {
  return origins
    .filter((origin) => origin.address === address)
    .map(({ attribute, member, cause }) => {
      const what = member ?? attribute;
      const by = cause.tag === 'logged' ? 'by ' : '';
      return `${what === null ? '' : `${what}: `}${by}${describeCause(cause, (name) => name, formatLogTime)}`;
    });
}

/** Everything that happens to each member or group, sorted by address. */
export function makeBlockViews(changes: readonly Change[]): BlockView[] {
  const blocks = [...groupBy(changes, ({ kind, address }) => `${kind} ${address}`).values()];
  return blocks.sort(([a], [b]) => compareText(a.address, b.address)).map(makeBlock);
}

/** Mildest first: the last of a block's actions is its strongest. */
const strength = {
  recover: 0,
  unsuspend: 1,
  create: 2,
  update: 3,
  suspend: 4,
  remove: 5,
} as const satisfies Record<ChangeAction, number>;

const markers = {
  create: '+',
  recover: '+',
  update: '~',
  unsuspend: '~',
  suspend: '~',
  remove: '-',
} as const satisfies Record<ChangeAction, Marker>;

function makeBlock(unordered: readonly [Change, ...Change[]]): BlockView {
  const changes = [...unordered].sort((a, b) => strength[a.action] - strength[b.action]);
  const [{ address, kind }] = unordered;
  return {
    address,
    kind,
    name: nameOf({ address, kind }),
    marker: blockMarker(changes),
    verbs: changes.map(verbOf),
    reasons: [...new Set(changes.flatMap(({ reason }) => reason ?? []))],
    source: changes.find(({ source }) => source !== null)?.source ?? null,
    ...makeAttributeRows(kind, changes),
    leaving: changes.flatMap(describeLeaving),
    origins: [],
  };
}

/** Whoever comes, even if not everything of theirs stays, is a `+`; whoever goes is a `-`. */
function blockMarker(changes: readonly Change[]): Marker {
  const found = changes.map(({ action }) => markers[action]);
  if (found.includes('-')) return '-';
  return found.includes('+') ? '+' : '~';
}

function verbOf({ kind, action, before }: Change): Verb {
  switch (action) {
    case 'create':
      return { words: kind === 'group' ? 'created' : 'added (invited)', isLoss: false };
    case 'update':
      return { words: 'changed in place', isLoss: false };
    case 'recover':
      return { words: 'recovered', isLoss: false };
    case 'unsuspend':
      return { words: 'unsuspended', isLoss: false };
    case 'suspend':
      return { words: 'suspended', isLoss: true };
    case 'remove':
      if (kind === 'group') return { words: 'deleted', isLoss: true };
      return { words: before?.status === 'invited' ? 'removed (invitation cancelled)' : 'removed', isLoss: true };
  }
}

function countChanges(summary: PlanSummary, blocks: readonly BlockView[]): PlanCounts {
  const accessChanges = blocks
    .flatMap((block) => block.rows)
    .flatMap((row) => (row.kind === 'memberships' ? row.entries : []))
    .filter(({ marker }) => marker === '~').length;
  return {
    members: present([
      [summary.add, 'to add'],
      [summary.recover, 'to recover'],
      [summary.change, 'to change'],
      [summary.unsuspend, 'to unsuspend'],
      [summary.suspend, 'to suspend'],
      [summary.remove, 'to remove'],
    ]),
    groups: present([
      [summary.group_add, 'to create'],
      [summary.group_change, 'to change'],
      [summary.group_remove, 'to delete'],
    ]),
    memberships: present([
      [summary.membership_add, 'to add'],
      [accessChanges, 'to change'],
      [summary.membership_remove, 'to remove'],
    ]),
  };
}

function present(counts: readonly (readonly [number, string])[]): Count[] {
  return counts.filter(([count]) => count > 0).map(([count, what]) => ({ count, what }));
}
