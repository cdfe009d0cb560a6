/** Every scope that a route of the simulator asks for. */
export const ALL_SCOPES = [
  'team_info.read',
  'members.read',
  'members.write',
  'members.delete',
  'groups.read',
  'groups.write',
  'events.read',
] as const;

/** A permission that a token carries. */
export type Scope = (typeof ALL_SCOPES)[number];
