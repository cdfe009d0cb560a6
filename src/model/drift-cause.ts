import * as z from 'zod';

/** Who did something. Nobody is named but admins, apps and resellers. */
export type Doer =
  | { readonly tag: 'admin'; readonly name: string | null }
  | { readonly tag: 'app'; readonly name: string | null }
  | { readonly tag: 'reseller'; readonly name: string | null }
  /** The person whom it concerns: what they chose is asked about, and not healed. */
  | { readonly tag: 'themselves' }
  /** Somebody without an admin role, such as the owner of a group. */
  | { readonly tag: 'member' }
  | { readonly tag: 'dropbox' }
  /** The log does not say. */
  | { readonly tag: 'unknown' };

/** How a difference between a team and its file came to be. */
export type DriftCause =
  | {
      readonly tag: 'logged';
      /** ISO 8601, in UTC. */
      readonly at: string;
      readonly by: Doer;
      /** The way in: `admin_console`, `api`, `end_user`, … */
      readonly via: string;
      /** The log's own word for it: `member_change_status`. */
      readonly event: string;
    }
  /** Nobody did it: a day that the file names has come. */
  | { readonly tag: 'due' }
  /** The log says nothing of it in the time that was read, or keeps no word of such things. */
  | { readonly tag: 'not-logged' }
  /** The log was not read. */
  | { readonly tag: 'not-read' };

/** How one attribute or membership, or a whole member or group, came to be as the team has it. */
export interface DriftOrigin {
  /** `member.ada@acme.com`, `group.Engineering`. */
  readonly address: string;
  /** By the file's name; null where it is about being there at all. */
  readonly attribute: string | null;
  /** Whose membership it is; null for everything else. */
  readonly member: string | null;
  readonly cause: DriftCause;
}

/** An instant as JSON has it. */
export const instantSchema = z.string().describe('ISO 8601, in UTC.');

/** A cause as it stands in JSON. */
export const driftCauseSchema = z.discriminatedUnion('tag', [
  z.strictObject({
    tag: z.literal('logged'),
    at: instantSchema,
    by: z.strictObject({
      tag: z
        .enum(['admin', 'app', 'reseller', 'themselves', 'member', 'dropbox', 'unknown'])
        .describe('"themselves" is the person whom it concerns; "member" somebody without an admin role.'),
      name: z.string().nullable().describe('Of admins, apps and resellers only.'),
    }),
    via: z.string().describe("The log's own word: admin_console, api, end_user, …"),
    event: z.string().describe("The log's own word: member_change_status, …"),
  }),
  z.strictObject({ tag: z.literal('due') }).describe('Nobody did it: a day that the file names has come.'),
  z.strictObject({ tag: z.literal('not-logged') }).describe('The log was read, and says nothing of it.'),
  z.strictObject({ tag: z.literal('not-read') }),
]);
