import * as z from 'zod';
import { hazards } from './hazard.js';
import { type Change, changeActions } from './plan.js';

export const jsonObjectSchema = z.record(z.string(), z.json());

export const positionSchema = z.strictObject({
  file: z.string(),
  line: z.int().min(1).describe('Counts from 1.'),
  column: z.int().min(1).describe('Counts from 1.'),
});

/** A change as it stands in saved plans and in the reports of applies. */
export const changeSchema = z.strictObject({
  address: z.string().describe('member.ada@acme.com or group.Engineering, by the declared address or name.'),
  kind: z.enum(['member', 'group']),
  action: z.enum(changeActions),
  before: jsonObjectSchema.nullable().describe("What is live, by the file's names; null for something new."),
  after: jsonObjectSchema.nullable().describe('What will be; null for something removed.'),
  patch: z.array(jsonObjectSchema).describe('RFC 6902, each changed value pinned by a test operation.'),
  hazards: z.array(z.enum(hazards)),
  source: positionSchema.nullable(),
  reason: z.string().nullable().describe('Why, where it is not plain from the values.'),
  offboarding: jsonObjectSchema.nullable().describe('How somebody leaves.'),
  cause: z
    .enum(['change', 'drift', 'both'])
    .nullable()
    .optional()
    .describe(
      'With --base: "change" where this file causes it, "drift" where the file before would have done the same, "both" where only a part of it is drift; else null.',
    ),
  drift: z
    .array(z.string())
    .optional()
    .describe('JSON pointers to the attributes and memberships that are drift, where the cause is "both".'),
});

/** Makes a change of what the schema let pass: the schema has checked the shape, and parsing gave only JSON. */
export function readChange({ cause, drift, ...change }: z.infer<typeof changeSchema>): Change {
  const read = change as unknown as Change;
  if (cause === null || cause === undefined) return read;
  return { ...read, cause: cause === 'both' ? { tag: 'both', drift: drift ?? [] } : { tag: cause } };
}
