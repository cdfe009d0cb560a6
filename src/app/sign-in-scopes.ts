/** The scopes that reading a team needs, and telling from its log who did what. */
export const readScopes = ['team_info.read', 'members.read', 'groups.read', 'events.read'] as const;

/** The scopes that carrying out any plan needs, besides those for reading. */
export const writeScopes = ['members.write', 'groups.write', 'members.delete'] as const;

/** A use of Rollcall, and the scopes that it cannot do without. */
export interface ScopeNeed {
  readonly use: string;
  readonly scopes: readonly string[];
}

const PLAN = ['team_info.read', 'members.read', 'groups.read'];

/** What each command needs of a token. */
export const scopeNeeds: readonly ScopeNeed[] = [
  { use: 'plan, export, report', scopes: PLAN },
  { use: 'log', scopes: ['events.read'] },
  { use: 'apply', scopes: [...PLAN, 'members.write', 'groups.write'] },
  { use: 'apply that removes or recovers people', scopes: [...PLAN, ...writeScopes] },
];
