import * as z from 'zod';
import type { FailureReason } from '../provider.js';
import type { CallAnswer } from './call-answer.js';
import type { DropboxProviderOptions } from './provider.js';
import { refusedAdmin } from './read-live-state.js';
import { type Call, demand, failureOf, parseAnswer } from './read-route.js';
import { type Route, routes, type Scope } from './routes.js';
import { findMissingScopes } from './scopes.js';
import { createTransport, type Transport } from './transport.js';
import { teamInfoSchema } from './wire-answers.js';

/** Whom a token acts for, and what it may do. */
export interface TokenHolder {
  /** Null where the token may not ask: it lacks team_info.read. */
  readonly team: { readonly id: string; readonly name: string } | null;
  readonly admin: { readonly id: string; readonly email: string } | null;
  /** The scopes that Rollcall has a use for, and any other that Dropbox named. */
  readonly scopes: {
    readonly granted: readonly string[];
    readonly missing: readonly string[];
    /** Neither named by Dropbox nor to be found out now. */
    readonly unknown: readonly string[];
    /** Whether Dropbox named them when it gave the token out; else they were found by trying. */
    readonly areNamed: boolean;
  };
}

/** How ending a token's life went. */
export type Revocation =
  | { readonly tag: 'revoked' }
  /** Dropbox knows it no more. */
  | { readonly tag: 'dead-already' }
  /** It may still work. */
  | { readonly tag: 'failed'; readonly reason: FailureReason };

/** The API seen by whoever asks about a token, and not about a team. */
export interface TokenConnection {
  /** Changes nothing. @throws ProviderError when the token is of no use, or the API cannot be reached. */
  readHolder(): Promise<TokenHolder>;
  /**
   * The scopes for writing that the token has, sorted: found by asking for jobs that do not exist, whatever Dropbox named.
   * What Dropbox does not deny counts as granted. Changes nothing. @throws ProviderError as above.
   */
  findWriteScopes(): Promise<readonly string[]>;
  /** Ends the token, its refresh token, and whatever else came of that. */
  revoke(): Promise<Revocation>;
  close(): Promise<void>;
}

/**
 * Connects with nothing but a token. Nothing is sent before it is first used.
 * @throws ProviderError when the API's URL is not one.
 */
export function connectToken(options: DropboxProviderOptions): TokenConnection {
  const transport = createTransport({
    random: Math.random,
    timeoutMs: 60_000,
    connections: 4,
    ...options,
  });
  const call: Call = (route, argument) => transport.call(route, argument);
  return {
    readHolder: () => readHolder(call, transport),
    findWriteScopes: () => findWriteScopes(call),
    revoke: async () => readRevocation(await call(routes.revokeToken, null)),
    close: () => transport.close(),
  };
}

const adminSchema = z.object({
  admin_profile: z.object({ team_member_id: z.string().min(1), email: z.string() }),
});

async function readHolder(call: Call, transport: Transport): Promise<TokenHolder> {
  const [info, admin] = await Promise.all([call(routes.teamInfo, null), call(routes.authenticatedAdmin, null)]);
  const areNamed = transport.scopes() !== null;
  const scopes = { ...(await findScopes(call, transport.scopes(), info)), areNamed };
  if (isScopeMissing(info)) return { team: null, admin: null, scopes };
  if (admin.tag === 'refused') throw refusedAdmin(admin.error.tag);
  const team = demand('the team (team/get_info)', parseAnswer(info, routes.teamInfo, teamInfoSchema));
  const { admin_profile: profile } = demand(
    'the admin whom the token acts for',
    parseAnswer(admin, routes.authenticatedAdmin, adminSchema),
  );
  return {
    team: { id: team.team_id, name: team.name },
    admin: { id: profile.team_member_id, email: profile.email },
    scopes,
  };
}

/** Calls that read next to nothing, each allowed by one scope. */
const readProbes: readonly { readonly scope: Scope; readonly route: Route; readonly argument: unknown }[] = [
  { scope: 'members.read', route: routes.availableRoles, argument: null },
  { scope: 'groups.read', route: routes.listGroups, argument: { limit: 1 } },
  { scope: 'events.read', route: routes.teamLog, argument: { limit: 1 } },
];
const writeScopes = new Set<Scope>(['members.write', 'groups.write', 'members.delete']);
const knownScopes: readonly Scope[] = ['team_info.read', ...readProbes.map(({ scope }) => scope), ...writeScopes];

async function findWriteScopes(call: Call): Promise<readonly string[]> {
  const info = await call(routes.teamInfo, null);
  demand('the team (team/get_info)', parseAnswer(info, routes.teamInfo, teamInfoSchema));
  const missing = await findMissingScopes(call, writeScopes, null);
  return [...writeScopes].filter((scope) => !missing.includes(scope)).sort();
}

async function findScopes(
  call: Call,
  named: ReadonlySet<string> | null,
  info: CallAnswer,
): Promise<Omit<TokenHolder['scopes'], 'areNamed'>> {
  if (named !== null) {
    const missing = knownScopes.filter((scope) => !named.has(scope));
    return { granted: [...named].sort(), missing, unknown: [] };
  }
  // A token that is no good at all, or a network that is down, is told by whoever demands the team.
  if (info.tag !== 'answered' && !isScopeMissing(info)) return { granted: [], missing: [], unknown: knownScopes };
  const [read, missingWrites] = await Promise.all([
    Promise.all(readProbes.map(async ({ scope, route, argument }) => ({ scope, answer: await call(route, argument) }))),
    findMissingScopes(call, writeScopes, null),
  ]);
  const missing = new Set<Scope>(missingWrites);
  if (isScopeMissing(info)) missing.add('team_info.read');
  const unknown = new Set<Scope>();
  for (const { scope, answer } of read) {
    if (isScopeMissing(answer)) missing.add(scope);
    else if (answer.tag !== 'answered') unknown.add(scope);
  }
  return {
    granted: knownScopes.filter((scope) => !missing.has(scope) && !unknown.has(scope)).sort(),
    missing: knownScopes.filter((scope) => missing.has(scope)),
    unknown: [...unknown],
  };
}

function isScopeMissing(answer: CallAnswer): boolean {
  return answer.tag === 'rejected' && answer.kind === 'scope';
}

const deadTags = new Set(['invalid_access_token', 'expired_access_token', 'invalid_grant']);

function readRevocation(answer: CallAnswer): Revocation {
  if (answer.tag === 'answered') return { tag: 'revoked' };
  const reason = failureOf(answer);
  return deadTags.has(reason.tag) ? { tag: 'dead-already' } : { tag: 'failed', reason };
}
