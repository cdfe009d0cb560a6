import * as z from 'zod';
import { jsonObjectSchema, positionSchema } from '../model/change-schema.js';
import { driftCauseSchema, instantSchema } from '../model/drift-cause.js';
import { changeActions } from '../model/plan.js';
import { driftEffects } from './drift.js';

export const DRIFT_FORMAT_VERSION = 1;

const differenceSchema = z.strictObject({
  address: z.string().describe('Of the change that would undo it: member.ada@acme.com or group.Engineering.'),
  kind: z.enum(['member', 'group']),
  action: z.enum(changeActions).describe('What an apply would do about it.'),
  attribute: z.string().nullable().describe('What differs; null where it is about being there at all.'),
  member: z.string().nullable().describe('Whose membership differs; null for everything else.'),
  live: jsonObjectSchema.nullable().describe('What the team has; null for nothing.'),
  file: jsonObjectSchema.nullable().describe('What the file has; null for nothing.'),
  effect: z.enum(driftEffects).describe('What it means for the person, as if the file had been true before.'),
  reason: z.string().nullable(),
  source: positionSchema.nullable(),
  cause: driftCauseSchema,
});

/** The format of `drift --format json`: stable, see `format_version`. */
const driftSchema = z.strictObject({
  format_version: z.literal(DRIFT_FORMAT_VERSION),
  rollcall_version: z.string(),
  team: z.strictObject({ id: z.string(), name: z.string() }),
  file: z.string(),
  drifted: z.boolean(),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .describe('Over the differences, whoever made them and when: the fingerprint of an issue.'),
  settled: z.boolean().describe('False when the team changed between readings, so that only what they share is told.'),
  differences: z.array(differenceSchema),
  unmanaged: z.array(differenceSchema).describe('Members and groups that no file names and the file leaves alone.'),
  log: z.discriminatedUnion('tag', [
    z.strictObject({ tag: z.literal('read'), since: instantSchema }),
    z.strictObject({ tag: z.literal('failed'), since: instantSchema, message: z.string(), advice: z.string() }),
    z.strictObject({ tag: z.literal('not-asked') }),
  ]),
  revert: z
    .strictObject({
      operations: z.int().min(0),
      refused_by: z.array(z.string()),
      leaves: z.int().min(0).describe('Differences that it leaves alone: in no file, with drift --unmanaged.'),
    })
    .describe('What an apply would do about all of it.'),
  adopt: z
    .strictObject({ patch: z.string().nullable().describe('As git apply takes it; null where it is too long.') })
    .nullable()
    .describe('How the file has to read to keep what the team is; null without drift, and where people are hidden.'),
});

/** The JSON Schema of `drift --format json`. */
export function driftJsonSchema(): object {
  return {
    ...z.toJSONSchema(driftSchema, { io: 'input' }),
    title: 'Rollcall drift',
    description: 'What rollcall drift --format json prints.',
  };
}
