import type { LiveRole } from '../model/live-state.js';
import { TEAM_ADMIN } from '../model/member.js';

/**
 * The slug of a role from the name that the API gives it: `Billing` and `Billing admin` become `billing_admin`, and
 * `Team`, the full administrator, becomes `team_admin`.
 */
export function roleSlug(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .replace(/(^|_)admin$/, '');
  if (words === '') return TEAM_ADMIN;
  return /^[a-z]/.test(words) ? `${words}_admin` : `role_${words}_admin`;
}

/** The roles that the team offers, with slugs. Two names with one slug are told apart by a number, in order of id. */
export function rolesFromWire(roles: readonly { readonly role_id: string; readonly name: string }[]): LiveRole[] {
  const taken = new Map<string, number>();
  return [...roles]
    .sort((a, b) => (a.role_id < b.role_id ? -1 : a.role_id > b.role_id ? 1 : 0))
    .map(({ role_id: id, name }) => {
      const slug = roleSlug(name);
      const count = (taken.get(slug) ?? 0) + 1;
      taken.set(slug, count);
      return { id, name, slug: count === 1 ? slug : `${slug}_${count}` };
    });
}
