/** One thing that somebody did to a member or a group, as the provider's log tells it. */
export interface TeamLogEvent {
  /** ISO 8601, in UTC. */
  readonly at: string;
  /** The log's own word: `member_change_status`. */
  readonly type: string;
  /** Who did it: an address, or the name of an app or reseller; null where the log does not tell. */
  readonly actor: string | null;
  /** What did it, by the log's own word: `admin`, `user`, `app`, `reseller`, `dropbox`, … */
  readonly actorKind: string;
  /** Id of the member who did it; null where it was none, or the log does not tell. */
  readonly actorId: string | null;
  /** The way in: `api`, `admin_console`, `end_user`, … */
  readonly via: string;
  /** Addresses of those it was done to, as they were then. */
  readonly members: readonly string[];
  /** Their ids, as far as the log tells them. */
  readonly memberIds: readonly string[];
  /** Names, as they were then. */
  readonly groups: readonly string[];
  readonly groupIds: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
}

/** The parts of the log: about members, about groups, and about the team's own settings. */
export type TeamLogCategory = 'members' | 'groups' | 'team_policies';

/** Which part of the log is asked for. */
export interface TeamLogFilter {
  /** The earliest instant, ISO 8601 in UTC without fractions of a second. */
  readonly since: string;
  /** Members and groups unless told. */
  readonly categories?: readonly TeamLogCategory[];
}
