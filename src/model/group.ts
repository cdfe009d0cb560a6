import * as z from 'zod';
import type { Attribute } from './attribute.js';
import { foldGroupName } from './fold.js';

export const groupManagements = ['company_managed', 'user_managed'] as const;
export type GroupManagement = (typeof groupManagements)[number];

/** How the file owns a group's memberships. */
export const membershipModes = ['authoritative', 'additive', 'unmanaged'] as const;
export type MembershipMode = (typeof membershipModes)[number];

export const accessTypes = ['member', 'owner'] as const;
export type AccessType = (typeof accessTypes)[number];

/** Everything about a group that the file can set, by the file's own names. */
export interface GroupAttributes {
  readonly name: string;
  readonly external_id: string | null;
  readonly management: GroupManagement;
}

export type GroupAttributeName = keyof GroupAttributes;

const none = () => [] as const;

/** The group attributes; see `memberAttributes` for how the table is used. */
export const groupAttributes: { readonly [Name in GroupAttributeName]: Attribute<GroupAttributes[Name]> } = {
  name: {
    schema: z.string().trim().min(1, 'a group needs a name').max(255),
    label: 'name',
    description: 'The name, compared without regard to case.',
    fold: foldGroupName,
    hazards: none,
  },
  external_id: {
    schema: z.string().min(1).nullable(),
    label: 'external id',
    description: "The team's own stable key for the group; null clears it.",
    fold: (value) => (value === '' ? null : value),
    hazards: none,
  },
  management: {
    schema: z.enum(groupManagements),
    label: 'management',
    description: 'company_managed: only admins manage it; user_managed: its owners do. New groups are company_managed.',
    fold: (value) => value,
    hazards: none,
  },
};

export const groupAttributeNames = Object.keys(groupAttributes) as readonly GroupAttributeName[];

/** The key under which a group's memberships and references are joined. */
export function groupKey(name: string): string {
  return foldGroupName(name);
}
