import { formatTimestamp } from './clock.js';
import { EVENT_DESCRIPTIONS } from './event-types.js';
import type { Member } from './team/member.js';
import type { Team } from './team/team.js';

/** A `TeamEvent` as `team_log/get_events` answers it. */
export type TeamEvent = Readonly<Record<string, unknown>>;

/** One thing that happened, before the log adds who did it and when. */
export interface Happening {
  readonly type: string;
  readonly category: 'members' | 'groups' | 'team_policies';
  readonly context?: TeamEvent;
  readonly participants?: readonly TeamEvent[];
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Who did it, and by which way in. */
export interface Doer {
  readonly actor: 'admin' | 'app' | 'user';
  readonly member: Member | undefined;
  readonly appName: string;
  /** Absent for what is done in Dropbox's own admin console. */
  readonly requestId: string | undefined;
}

/** The team log: everything that was changed, in the order in which it happened. */
export class AuditLog {
  readonly events: TeamEvent[] = [];

  constructor(
    private readonly team: Team,
    private readonly now: () => number,
  ) {}

  /** Takes over what was logged before. */
  restore(events: readonly TeamEvent[]): void {
    for (const event of events) this.events.push(event);
  }

  record(doer: Doer, happening: Happening): void {
    const accessMethod =
      doer.requestId === undefined
        ? { '.tag': doer.actor === 'user' ? 'end_user' : 'admin_console', ...endUserSession(doer) }
        : { '.tag': 'api', request_id: `dbarid:${doer.requestId}` };
    this.events.push({
      timestamp: formatTimestamp(this.now()),
      event_category: { '.tag': happening.category },
      actor: this.describeActor(doer),
      origin: { access_method: accessMethod, geo_location: { ip_address: '192.0.2.1' } },
      involve_non_team_member: false,
      context: happening.context ?? { '.tag': 'team' },
      ...(happening.participants === undefined ? {} : { participants: happening.participants }),
      event_type: { '.tag': happening.type, description: EVENT_DESCRIPTIONS[happening.type] ?? happening.type },
      details: { '.tag': `${happening.type}_details`, ...happening.details },
    });
  }

  private describeActor(doer: Doer): TeamEvent {
    if (doer.actor === 'app' || doer.member === undefined) {
      return {
        '.tag': 'app',
        app: { '.tag': 'team_linked_app', app_id: 'dbaid:AAAsimulatedapp', display_name: doer.appName },
      };
    }
    return {
      '.tag': doer.actor,
      [doer.actor]: { ...describeUser(doer.member), team: { display_name: this.team.facts.name } },
    };
  }
}

function endUserSession(doer: Doer): TeamEvent {
  return doer.actor === 'user' ? { end_user: { '.tag': 'web' } } : {};
}

/** A member as the log names one; flattened for a context, nested for an actor or a participant. */
export function describeUser(member: Member): TeamEvent {
  return {
    '.tag': 'team_member',
    account_id: member.accountId,
    display_name: `${member.givenName} ${member.surname}`.trim(),
    email: member.email,
    team_member_id: member.id,
    ...(member.externalId === undefined ? {} : { member_external_id: member.externalId }),
  };
}
