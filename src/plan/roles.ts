import type { LiveRole } from '../model/live-state.js';
import { MEMBER_ONLY, TEAM_ADMIN } from '../model/member.js';
import type { RoleRef } from '../model/operation.js';

/** Finds a declared role (`member_only`, a slug, or a role id) among those that the team offers; null if it is not. */
export function resolveRole(declared: string, roles: readonly LiveRole[]): RoleRef | null {
  if (declared === MEMBER_ONLY) return { slug: MEMBER_ONLY, id: null };
  const found = roles.find((role) => role.slug === declared || role.id === declared);
  return found === undefined ? null : { slug: found.slug, id: found.id };
}

/** ` Did you mean billing_admin?`, or nothing. */
export function nearestRole(declared: string, roles: readonly LiveRole[]): string {
  const found = [MEMBER_ONLY, ...roles.map((role) => role.slug)].find(
    (slug) => slug.startsWith(declared) || declared.startsWith(slug) || `${declared}_admin` === slug,
  );
  return found === undefined ? '' : ` Did you mean ${found}?`;
}

/** Whether going from one role to another gives somebody more power. */
export function isGrant(from: string, to: string): boolean {
  if (from === to || to === MEMBER_ONLY) return false;
  return to === TEAM_ADMIN || from === MEMBER_ONLY;
}

/** Whether going from one role to another takes power away. */
export function isRevocation(from: string, to: string): boolean {
  if (from === to || from === MEMBER_ONLY) return false;
  return from === TEAM_ADMIN || to === MEMBER_ONLY;
}
