/** What happens to people or groups that no file names. */
export type UnmanagedMembersPolicy = 'report' | 'suspend' | 'remove';
export type UnmanagedGroupsPolicy = 'report' | 'delete';

/** How somebody leaves. Every field is settled: the member's own words over the team's over the defaults. */
export interface Offboarding {
  /** Stay suspended at least this long before removal, in hours; 0 removes in the same run. */
  readonly gracePeriodHours: number;
  readonly wipeDevices: boolean;
  /** Folded address of who gets the files; null leaves them with Dropbox. */
  readonly transferFilesTo: string | null;
  /** Folded address of the team admin who is told of transfer errors. */
  readonly transferAdmin: string | null;
  readonly keepAccount: boolean;
  readonly retainTeamShares: boolean;
  readonly permanentlyDeleteFiles: boolean;
}

/** A limit as the file writes it: a count, or a share of what is live, rounded up. */
export type Limit =
  | { readonly tag: 'count'; readonly count: number }
  | { readonly tag: 'percent'; readonly percent: number };

export const guardNames = [
  'max_removals',
  'max_membership_removals',
  'max_group_deletions',
  'min_team_admins',
  'protected_members',
] as const;
/** The guards that a run may override by name. */
export type GuardName = (typeof guardNames)[number];

export interface Guards {
  readonly minTeamAdmins: number;
  readonly maxRemovals: Limit;
  readonly maxMembershipRemovals: Limit;
  readonly maxGroupDeletions: Limit;
  /** Folded addresses. */
  readonly protectedMembers: readonly string[];
}

/** The rules a plan is made and judged by. */
export interface Policy {
  readonly unmanagedMembers: UnmanagedMembersPolicy;
  readonly unmanagedGroups: UnmanagedGroupsPolicy;
  /** For people whom no file names and whom `unmanagedMembers: remove` removes. */
  readonly offboarding: Offboarding;
  readonly guards: Guards;
}

export const defaultOffboarding: Offboarding = {
  gracePeriodHours: 0,
  wipeDevices: false,
  transferFilesTo: null,
  transferAdmin: null,
  keepAccount: false,
  retainTeamShares: false,
  permanentlyDeleteFiles: false,
};

export const defaultGuards: Guards = {
  minTeamAdmins: 1,
  maxRemovals: { tag: 'percent', percent: 25 },
  maxMembershipRemovals: { tag: 'percent', percent: 50 },
  maxGroupDeletions: { tag: 'percent', percent: 25 },
  protectedMembers: [],
};

/** The number that a limit means for `population` live things; shares are rounded up. */
export function resolveLimit(limit: Limit, population: number): number {
  if (limit.tag === 'count') return limit.count;
  // 1.1% of 1,000 is 11, and not the 11.000000000000002 that would be rounded up to 12.
  return Math.ceil(Number(((limit.percent * population) / 100).toFixed(9)));
}
