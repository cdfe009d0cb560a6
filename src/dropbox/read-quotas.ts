import { ProviderError, type ReadProgress } from '../provider.js';
import { forEachAtMost } from './for-each-at-most.js';
import { type Call, demand, type ReadResult, readRoute } from './read-route.js';
import { routes } from './routes.js';
import { fieldOf, tagOf } from './tagged-union.js';
import { userResultsSchema } from './wire-answers.js';
import { memberById, type UsersArgument } from './wire-arguments.js';

/** Both for reading and for writing: more are refused with too_many_users. */
export const QUOTA_BATCH = 1000;
const AT_ONCE = 4;

/** What is known of one member's quota; `none` for the team's default, or somebody who left meanwhile. */
export type QuotaReading = { readonly tag: 'custom'; readonly gb: number } | { readonly tag: 'none' };

/**
 * Reads custom quotas, in GB, of those who have one.
 * @throws ProviderError when the answer does not speak of everybody.
 */
export async function readQuotas(
  call: Call,
  ids: readonly string[],
  onProgress: (progress: ReadProgress) => void,
): Promise<ReadonlyMap<string, number>> {
  const batches: (readonly string[])[] = [];
  for (let start = 0; start < ids.length; start += QUOTA_BATCH) batches.push(ids.slice(start, start + QUOTA_BATCH));
  const quotas = new Map<string, number>();
  let count = 0;
  await forEachAtMost(AT_ONCE, batches, async (batch) => {
    const readings = demand('the space quotas', await readQuotaBatch(call, batch));
    for (const id of batch) {
      const reading = readings.get(id);
      if (reading === undefined) {
        throw new ProviderError(
          `Dropbox's answer about space quotas says nothing of the member ${id}.`,
          'Run it again. Nothing is planned from a part of an answer.',
        );
      }
      if (reading.tag === 'custom') quotas.set(id, reading.gb);
    }
    count += batch.length;
    onProgress({ what: 'quotas', count, total: ids.length });
  });
  return quotas;
}

/** Reads the quotas of at most {@link QUOTA_BATCH} members in one call; whom the answer leaves out is left out. */
export async function readQuotaBatch(
  call: Call,
  ids: readonly string[],
): Promise<ReadResult<ReadonlyMap<string, QuotaReading>>> {
  const argument: UsersArgument = { users: ids.map(memberById) };
  const result = await readRoute(call, routes.quotas, argument, userResultsSchema);
  if (!result.ok) return result;
  const readings = new Map<string, QuotaReading>();
  // Entries correspond to what was asked for; by position only where they are as many.
  const byPosition = result.value.length === ids.length ? ids : [];
  for (const [index, entry] of result.value.entries()) {
    const isKnown = tagOf(entry) === 'success';
    const id = userOf(isKnown ? fieldOf(entry, 'user') : fieldOf(entry, 'invalid_user')) ?? byPosition[index];
    const gb = fieldOf(entry, 'quota_gb');
    if (id === undefined || !(isKnown || tagOf(entry) === 'invalid_user')) continue;
    readings.set(id, isKnown && typeof gb === 'number' ? { tag: 'custom', gb } : { tag: 'none' });
  }
  return { ok: true, value: readings };
}

/** The member id in a selector that an answer repeats. */
export function userOf(selector: unknown): string | null {
  const id = fieldOf(selector, 'team_member_id');
  return typeof id === 'string' ? id : null;
}
