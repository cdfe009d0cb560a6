import { refuse } from '../refusals.js';
import type { UserSelector } from '../stone/scalars.js';
import type { Member } from '../team/member.js';
import { isActiveAdmin, type Team } from '../team/team.js';
import { findUser } from './selectors.js';

/** The two people that a transfer of files names. */
export interface TransferSelectors {
  readonly dest: UserSelector | null;
  readonly admin: UserSelector | null;
}

/** Checks who receives the files and who is told of errors; answers who receives them. */
export function checkTransfer(team: Team, leaver: Member, selectors: TransferSelectors): Member | undefined {
  const { dest, admin } = selectors;
  if (dest !== null && admin === null) refuse('unspecified_transfer_admin_id');
  const receiver = dest === null ? undefined : findParty(team, dest, 'dest');
  const errorReader = admin === null ? undefined : findParty(team, admin, 'admin');
  if (receiver === leaver) refuse('removed_and_transfer_dest_should_differ');
  if (errorReader === leaver) refuse('removed_and_transfer_admin_should_differ');
  if (receiver?.status === 'removed') refuse('transfer_dest_user_not_in_team');
  if (errorReader?.status === 'removed') refuse('transfer_admin_user_not_in_team');
  if (errorReader !== undefined && !isActiveAdmin(errorReader)) refuse('transfer_admin_is_not_admin');
  if (receiver !== undefined && !receiver.emailVerified) refuse('recipient_not_verified');
  return receiver;
}

function findParty(team: Team, selector: UserSelector, party: 'dest' | 'admin'): Member {
  const found = findUser(team, selector);
  if (found.tag === 'member' || found.tag === 'former') return found.member;
  return refuse(found.tag === 'nobody' ? `transfer_${party}_user_not_found` : `transfer_${party}_user_not_in_team`);
}

/** Error tags of `checkTransfer`. */
export const TRANSFER_ERRORS = [
  'removed_and_transfer_dest_should_differ',
  'removed_and_transfer_admin_should_differ',
  'transfer_dest_user_not_found',
  'transfer_dest_user_not_in_team',
  'transfer_admin_user_not_in_team',
  'transfer_admin_user_not_found',
  'unspecified_transfer_admin_id',
  'transfer_admin_is_not_admin',
  'recipient_not_verified',
] as const;
