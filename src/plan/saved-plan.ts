import * as z from 'zod';
import { changeSchema, jsonObjectSchema, positionSchema, readChange } from '../model/change-schema.js';
import type { DesiredState } from '../model/desired-state.js';
import type { Diagnostic, Parsed } from '../model/diagnostic.js';
import { driftCauseSchema } from '../model/drift-cause.js';
import type { Operation } from '../model/operation.js';
import { type Change, type JsonObject, PLAN_FORMAT_VERSION, type Plan } from '../model/plan.js';
import { canonicalJson, digestChanges } from './digest.js';
import { parseJsonObject } from './parse-json-object.js';
import { savedDesiredSchema } from './saved-desired.js';
import { sha256 } from './sha256.js';

const count = z.int().min(0);

const withdrawalSchema = changeSchema.pick({ address: true, kind: true, action: true, before: true, after: true });

const operationSchema = z.strictObject({
  id: z.string(),
  kind: z.string(),
  address: z.string(),
  after: z.array(z.string()).describe('Ids of the operations that come first.'),
  summary: z.string(),
});

/** The format of a saved plan and of `plan --format json`: stable, see `format_version`. */
const savedPlanSchema = z.strictObject({
  format_version: z.literal(PLAN_FORMAT_VERSION),
  rollcall_version: z.string(),
  team: z.strictObject({ id: z.string(), name: z.string() }),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  summary: z.strictObject({
    add: count,
    change: count,
    suspend: count,
    unsuspend: count,
    recover: count,
    remove: count,
    group_add: count,
    group_change: count,
    group_remove: count,
    membership_add: count,
    membership_remove: count,
  }),
  licences: z.strictObject({ before: count, after: z.int(), available: count }),
  changes: z.array(changeSchema),
  findings: z.array(
    z.strictObject({
      guard: z.string(),
      severity: z.enum(['error', 'warning', 'note']),
      message: z.string(),
      source: positionSchema.nullable(),
    }),
  ),
  operations: z.array(operationSchema),
  base: z
    .strictObject({
      file: z.string(),
      digest: z.string().describe('Of the plan that the file before leads to.'),
      withdrawn: z.array(withdrawalSchema).describe('What the file before would have done and this one does not.'),
      origins: z
        .array(
          z.strictObject({
            address: z.string(),
            attribute: z.string().nullable().describe('Null where it is about being there at all.'),
            member: z.string().nullable().describe('Whose membership it is.'),
            cause: driftCauseSchema,
          }),
        )
        .optional()
        .describe('With --who: who made what was different already before this change.'),
    })
    .nullable()
    .optional()
    .describe('The file before this change (--base); null without it.'),
  desired: jsonObjectSchema.describe('What the file asked for, so that the plan can be made again when it is applied.'),
  seal: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .optional()
    .describe('Over everything else; present in saved plans, so that a cut or edited file is noticed.'),
});

/** A plan as it was reviewed. */
export interface SavedPlan {
  readonly rollcallVersion: string;
  readonly team: Plan['team'];
  readonly digest: string;
  readonly changes: readonly Change[];
  readonly operations: readonly SavedOperation[];
  readonly desired: DesiredState;
}

/** An operation as a saved plan tells it: what it would have set is in the changes. */
export type SavedOperation = Pick<Operation, 'id' | 'address' | 'summary'>;

/** The JSON Schema of saved plans and of `plan --format json`. */
export function savedPlanJsonSchema(): object {
  return {
    ...z.toJSONSchema(savedPlanSchema, { io: 'input' }),
    title: 'Rollcall plan',
    description: 'What rollcall plan --format json prints and --out saves.',
  };
}

/** Adds the seal that {@link parseSavedPlan} asks for. */
export function sealPlan(plan: JsonObject): JsonObject {
  return { ...plan, seal: sealOf(plan) };
}

function sealOf(plan: JsonObject): string {
  const { seal: _, ...rest } = plan;
  return `sha256:${sha256(canonicalJson(rest as JsonObject))}`;
}

/**
 * Reads a saved plan. Refuses one that was cut or edited, of another format, or of another major version of Rollcall.
 * The seal tells accidents, not forgery: whoever can write the file can seal it. What protects the team is that the
 * plan is made again from `desired` and must ask for no more than `changes`.
 */
export function parseSavedPlan(text: string, file: string, rollcallVersion: string): Parsed<SavedPlan> {
  const json = parseJsonObject(text);
  if (json === null) {
    return text.trimStart().startsWith('{')
      ? refuse(file, 'not-a-plan', 'is not whole JSON: it was cut short or edited', MAKE_AGAIN)
      : refuse(file, 'not-a-plan', 'is not JSON', `${MAKE_AGAIN} A team file is named with --file.`);
  }
  const version = json.format_version;
  if (version !== PLAN_FORMAT_VERSION) {
    const found = version === undefined ? 'has no format_version' : `has format_version ${JSON.stringify(version)}`;
    return refuse(file, 'plan-format', `${found}; this Rollcall reads ${PLAN_FORMAT_VERSION}`, 'Make the plan again.');
  }
  const parsed = savedPlanSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
    return refuse(
      file,
      'plan-shape',
      `is not a saved plan${where}: ${issue?.message ?? 'unknown shape'}`,
      'Make the plan again.',
    );
  }
  const plan = parsed.data;
  const changes = plan.changes.map(readChange);
  if (plan.seal === undefined) {
    return refuse(
      file,
      'plan-unsealed',
      'has no seal: it is what --format json prints, not a saved plan',
      'Save the plan with rollcall plan --out FILE.',
    );
  }
  if (plan.seal !== sealOf(json) || plan.digest !== digestChanges(changes)) {
    return refuse(
      file,
      'plan-altered',
      'was changed after it was saved',
      'Make the plan again; never edit a saved plan.',
    );
  }
  if (majorOf(plan.rollcall_version) !== majorOf(rollcallVersion)) {
    const message = `was saved by Rollcall ${plan.rollcall_version}, and this is ${rollcallVersion}`;
    return refuse(file, 'plan-version', message, 'Make the plan again with this version.');
  }
  // Whoever can write the file can seal it, and the planner trusts its input.
  const desired = savedDesiredSchema.safeParse(plan.desired);
  if (!desired.success) {
    const where = desired.error.issues[0]?.path.join('.') ?? '';
    return refuse(file, 'plan-shape', `does not hold what a team file asks for, at desired.${where}`, MAKE_AGAIN);
  }
  return {
    ok: true,
    diagnostics: [],
    value: {
      rollcallVersion: plan.rollcall_version,
      team: plan.team,
      digest: plan.digest,
      changes,
      operations: plan.operations.map(({ id, address, summary }) => ({ id, address, summary })),
      desired: desired.data,
    },
  };
}

const MAKE_AGAIN = 'Make the plan again with rollcall plan --out FILE.';

/** Before 1.0 every minor version may change what a file means. */
function majorOf(version: string): string {
  const [major = '', minor = ''] = version.split('.');
  return major === '0' ? `0.${minor}` : major;
}

function refuse(file: string, code: string, message: string, advice: string): { ok: false; diagnostics: Diagnostic[] } {
  return {
    ok: false,
    diagnostics: [{ code, severity: 'error', message: `the plan file ${file} ${message}.`, advice, position: null }],
  };
}
