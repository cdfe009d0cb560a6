import type { LiveStatus } from '../model/member.js';
import { lookUpMembersById } from './look-up.js';
import { statusOf } from './member-from-wire.js';
import type { Call, ReadResult } from './read-route.js';
import type { MemberInfo } from './wire-answers.js';

/** Where somebody stands now. `gone`: removed, or not known to the team; `unknown`: a status that came later. */
export interface Presence {
  readonly status: LiveStatus | 'gone' | 'unknown';
  readonly info: MemberInfo | null;
}

/** Reads where one member stands, by id: an id stays with its person, whatever happens to the address. */
export async function readPresence(call: Call, memberId: string): Promise<ReadResult<Presence>> {
  const found = await lookUpMembersById(call, [memberId]);
  if (!found.ok) return found;
  const info = found.value.get(memberId) ?? null;
  if (info === null) return { ok: true, value: { status: 'gone', info: null } };
  const status = statusOf(info.profile);
  if (status === null) return { ok: true, value: { status: 'unknown', info } };
  return { ok: true, value: { status: status === 'removed' ? 'gone' : status, info } };
}

/** Whether a member's status is one of those given, in the shape in which single writes are settled. */
export async function isInStatus(
  call: Call,
  memberId: string,
  statuses: readonly Presence['status'][],
): Promise<ReadResult<Record<string, never> | null>> {
  const presence = await readPresence(call, memberId);
  if (!presence.ok) return presence;
  return { ok: true, value: statuses.includes(presence.value.status) ? {} : null };
}
