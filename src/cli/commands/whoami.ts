import { Option } from 'commander';
import type { TokenHolder } from '../../app/connect.js';
import type { ScopeNeed } from '../../app/sign-in-scopes.js';
import { renderJson } from '../../render/json-text.js';
import { type Access, findAccess } from '../credentials.js';
import { exitCodes } from '../exit-code.js';
import type { Program, Run } from '../program.js';
import { type Session, withToken } from '../session.js';

interface WhoamiOptions {
  readonly format: 'text' | 'json';
}

/** `rollcall whoami`: whom the token acts for, and what it may do. */
export function addWhoamiCommand({ root, onRun }: Program): void {
  const command = root
    .command('whoami')
    .description('whom the token acts for, its scopes, and what each command would lack')
    .addOption(new Option('--format <format>', 'how it is told').choices(['text', 'json']).default('text'))
    .addHelpText('after', '\nExamples:\n  rollcall whoami\n  rollcall whoami --profile plans --format json\n');
  onRun(command, runWhoami);
}

const runWhoami: Run<WhoamiOptions> = async (session, options) => {
  const access = await findAccess(session);
  const holder = await withToken(session, access, (connection) => connection.readHolder());
  const { scopeNeeds } = await import('../../app/sign-in-scopes.js');
  const lacks = scopeNeeds.map(({ use, scopes }) => ({
    use,
    scopes: scopes.filter((scope) => holder.scopes.missing.includes(scope)),
  }));
  if (options.format === 'json') {
    session.out.write(renderJson(toJson(access, holder, lacks)));
    return exitCodes.done;
  }
  await showHolder(session, access, holder, lacks);
  return exitCodes.done;
};

/** What programs get; grows, and never changes what is there. */
function toJson({ source, apiUrl }: Access, { team, admin, scopes }: TokenHolder, lacks: readonly ScopeNeed[]) {
  return {
    format_version: 1,
    team,
    admin: admin === null ? null : { team_member_id: admin.id, email: admin.email },
    profile: source.tag === 'profile' ? source.name : null,
    api_url: apiUrl,
    scopes: { granted: scopes.granted, missing: scopes.missing, unknown: scopes.unknown },
    lacks: Object.fromEntries(lacks.map(({ use, scopes: missing }) => [use, missing])),
  };
}

async function showHolder(
  { out }: Session,
  { source }: Access,
  { team, admin, scopes }: TokenHolder,
  lacks: readonly ScopeNeed[],
): Promise<void> {
  const [{ escapeText }, { DEFAULT_WIDTH, wrapProse }] = await Promise.all([
    import('../../render/escape-text.js'),
    import('../../render/prose.js'),
  ]);
  const unread = 'not known: the token lacks team_info.read';
  const rows: readonly (readonly [string, string])[] = [
    ['Team', team === null ? unread : `${team.name} (${team.id})`],
    ['Admin', admin === null ? unread : admin.email],
    ['Token', source.tag === 'profile' ? `profile ${source.name}` : 'from the environment'],
    ['Scopes', scopes.granted.join(', ') || 'none'],
    ...(scopes.unknown.length > 0 ? [['Not known', scopes.unknown.join(', ')] as const] : []),
  ];
  const label = Math.max(...rows.map(([name]) => name.length)) + 2;
  const width = (out.width ?? DEFAULT_WIDTH) - label;
  for (const [name, value] of rows) {
    const [first = '', ...rest] = wrapProse(escapeText(value), width);
    out.line(`${name.padEnd(label)}${first}`);
    for (const line of rest) out.line(`${' '.repeat(label)}${line}`);
  }
  if (!scopes.areNamed) out.line(`${' '.repeat(label)}(found by trying: Dropbox names them only with a refresh token)`);
  out.line();
  for (const { use, scopes: missing } of lacks) {
    out.line(missing.length === 0 ? `${use}: allowed.` : `${use}: lacks ${missing.join(', ')}.`);
  }
  if (lacks.some(({ scopes: missing }) => missing.length > 0)) {
    out.line('To get what is lacking, tick it in the App Console (Permissions), then run rollcall login.');
  }
}
