import { assertNever } from '../model/assert-never.js';
import type { Operation } from '../model/operation.js';
import type { Call } from './read-route.js';
import { type Route, routes, type Scope } from './routes.js';

/** The scopes that carrying out operations needs; reading the team has shown those for reading. */
export function scopesOf(operations: readonly Operation[]): ReadonlySet<Scope> {
  return new Set(operations.map(scopeOf));
}

function scopeOf({ step }: Operation): Scope {
  switch (step.kind) {
    case 'member.add':
    case 'member.unsuspend':
    case 'member.set_profile':
    case 'member.set_role':
    case 'member.add_secondary_email':
    case 'member.delete_secondary_email':
    case 'member.suspend':
      return 'members.write';
    case 'member.set_quota':
      return (step.quotaGb === null ? routes.removeQuotas : routes.setQuotas).scope;
    case 'member.recover':
    case 'member.remove':
      return 'members.delete';
    case 'group.create':
    case 'group.set':
    case 'group.delete':
    case 'membership.add':
    case 'membership.remove':
    case 'membership.set_access':
      return 'groups.write';
    default:
      return assertNever(step);
  }
}

/** No job has this id. Asking for it changes nothing, and tells whether the token may ask at all. */
const NO_JOB = 'dbjid:rollcall-asks-whether-it-may';

/** Routes that need a scope for writing, and write nothing. */
const probes: { readonly [Needed in Scope]?: Route } = {
  'members.write': routes.addMembersJob,
  'members.delete': routes.removeMemberJob,
  'groups.write': routes.groupJob,
};

/**
 * The scopes of `needed` that the token certainly lacks, sorted. What Dropbox said when it gave the token out is enough;
 * else each is tried on a job that does not exist. An answer that says nothing of scopes counts as present: the run tells.
 * @param granted as the token's own answer named them; null where nothing did.
 */
export async function findMissingScopes(
  call: Call,
  needed: ReadonlySet<Scope>,
  granted: ReadonlySet<string> | null,
): Promise<readonly Scope[]> {
  const scopes = [...needed].sort();
  if (granted !== null) return scopes.filter((scope) => !granted.has(scope));
  const isMissing = await Promise.all(scopes.map((scope) => lacks(call, probes[scope])));
  return scopes.filter((_, index) => isMissing[index]);
}

async function lacks(call: Call, probe: Route | undefined): Promise<boolean> {
  if (probe === undefined) return false;
  const answer = await call(probe, { async_job_id: NO_JOB });
  return answer.tag === 'rejected' && answer.kind === 'scope';
}
