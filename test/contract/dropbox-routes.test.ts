import { afterEach, describe, expect, it } from 'vitest';
import { ALL_SCOPES, type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { routeTable } from '../../src/simulator/routes/route-table.js';
import { callRoute } from './caller.js';
import { liveTeam, type SheetRoute, sheet } from './route-sheet.js';

const running: Simulator[] = [];

async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ seed: liveTeam, asyncJobs: 'never', ...options });
  running.push(simulator);
  return simulator;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
});

const nameOf = (route: SheetRoute): string => route.path.replace('/2/', '');

/** The example's request, with the cursor or job id that belongs to this run. */
async function readyRequest(simulator: Simulator, route: SheetRoute): Promise<unknown> {
  const { after, request } = route.example;
  if (after === undefined) return request;
  const first = await callRoute(simulator, after.path.replace('/2/', ''), after.request);
  const taken = (first.json as Record<string, unknown>)[after.takes];
  return { ...(request as object), [after.takes]: taken };
}

describe('the route sheet', () => {
  it('names exactly the routes that the simulator serves', () => {
    expect([...routeTable.keys()].sort()).toEqual(sheet.map(nameOf).sort());
  });

  it('gives every route the scope that the simulator asks for', () => {
    const served = Object.fromEntries([...routeTable.values()].map((route) => [route.path, route.scope ?? null]));
    expect(served).toEqual(Object.fromEntries(sheet.map((route) => [nameOf(route), route.scope])));
  });

  it('gives every route the error tags that the simulator may answer', () => {
    const served = Object.fromEntries([...routeTable.values()].map((route) => [route.path, [...route.errors].sort()]));
    const declared = sheet.map((route) => [nameOf(route), route.errors.filter((tag) => tag !== 'other').sort()]);
    expect(served).toEqual(Object.fromEntries(declared));
  });

  it('names poll and continue routes that are on the sheet', () => {
    const paths = new Set(sheet.map((route) => route.path));
    const named = sheet.flatMap((route) => [route.poll, route.continue]).filter((path) => path !== undefined);
    expect(named.filter((path) => !paths.has(path))).toEqual([]);
    expect(named).toHaveLength(12);
  });
});

describe.each(sheet.map((route) => [nameOf(route), route] as const))('%s', (name, route) => {
  it('accepts the example request and answers in the shape of the example', async () => {
    const isPoll = route.example.after?.takes === 'async_job_id';
    const simulator = await start(isPoll ? { asyncJobs: 'always' } : {});
    const answer = await callRoute(simulator, name, await readyRequest(simulator, route));
    expect([answer.status, answer.status === 200 ? '' : answer.text]).toEqual([200, '']);
    expect(findMisfit(route.example.answer, answer.json, '')).toBeUndefined();
  });

  it('is refused as missing_scope when only the token lacks the scope', async () => {
    if (route.scope === null) return;
    const simulator = await start();
    const token = simulator.mint({ scopes: ALL_SCOPES.filter((scope) => scope !== route.scope) });
    const answer = await callRoute({ url: simulator.url, token }, name, route.example.request);
    expect(answer.status).toBe(401);
    expect(answer.json).toMatchObject({ error: { '.tag': 'missing_scope', required_scope: route.scope } });
  });

  it('is refused with a text when the app lacks the scope', async () => {
    if (route.scope === null) return;
    const simulator = await start();
    const token = simulator.mint({ appScopes: ALL_SCOPES.filter((scope) => scope !== route.scope) });
    const answer = await callRoute({ url: simulator.url, token }, name, route.example.request);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(`Error in call to API function "${name}": Your app (ID: `);
    expect(answer.text).toContain(`does not have the required scope '${route.scope}'`);
  });

  it('refuses a field that it does not know, or a value where it takes none', async () => {
    const simulator = await start();
    const isVoid = route.argument === 'null';
    const isUnion = !isVoid && '.tag' in ((route.example.request ?? {}) as object);
    const body = isVoid ? {} : { ...(route.example.request as object), bogus: 1 };
    const answer = await callRoute(simulator, name, body);
    const complaint = isVoid
      ? 'expected null, got value'
      : isUnion
        ? "unexpected key 'bogus'"
        : "unknown field 'bogus'";
    expect([answer.status, answer.text]).toEqual([
      400,
      `Error in call to API function "${name}": request body: ${complaint}`,
    ]);
    expect(answer.headers.get('x-dropbox-request-id')).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('a batch beyond its limit', () => {
  const filler: Readonly<Record<string, (count: number) => unknown>> = {
    new_members: (count) => ({ new_members: repeat(count, (n) => ({ member_email: `p${n}@acme.com` })) }),
    'new_secondary_emails[].secondary_emails': (count) => ({
      new_secondary_emails: [
        { user: userAt('linus@acme.com'), secondary_emails: repeat(count, (n) => `linus${n}@acme.com`) },
      ],
    }),
    members: (count) => ({
      members: repeat(count, (n) => ({
        client_item_id: String(n),
        suspend_arg: { user: userAt(`p${n}@acme.com`), wipe_data: false },
      })),
    }),
    users: (count) => ({ users: repeat(count, () => userAt('linus@acme.com')) }),
    users_and_quotas: (count) => ({
      users_and_quotas: repeat(count, () => ({ user: userAt('linus@acme.com'), quota_gb: 2 })),
    }),
  };
  const limited = sheet.flatMap((route) => (route.batch === undefined ? [] : [[nameOf(route), route.batch] as const]));

  it.each(limited)('is refused by %s, and one at the limit is not', async (name, batch) => {
    const simulator = await start({ asyncJobs: 'always' });
    const fill = filler[batch.field];
    if (fill === undefined) throw new Error(`no filler for ${batch.field}`);
    expect((await callRoute(simulator, name, fill(batch.limit))).status).toBe(200);
    const beyond = await callRoute(simulator, name, fill(batch.limit + 1));
    if (batch.beyond === '400 text') expect([beyond.status, beyond.json]).toEqual([400, undefined]);
    else expect(beyond.json).toMatchObject({ error: { '.tag': batch.beyond } });
  });
});

function userAt(email: string): unknown {
  return { '.tag': 'email', email };
}

function repeat<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

/** Where an answer lacks something that the example has, or has it with another type or tag. */
function findMisfit(example: unknown, answer: unknown, where: string): string | undefined {
  if (Array.isArray(example)) {
    if (!Array.isArray(answer)) return `${where}: expected a list`;
    if (answer.length < example.length) return `${where}: expected at least ${example.length} entries`;
    return firstDefined(example.map((inner, index) => findMisfit(inner, answer[index], `${where}[${index}]`)));
  }
  if (typeof example === 'object' && example !== null) {
    if (typeof answer !== 'object' || answer === null) return `${where}: expected an object`;
    const found = answer as Record<string, unknown>;
    return firstDefined(
      Object.entries(example).map(([key, inner]) => {
        if (!(key in found)) return `${where}.${key}: missing`;
        if (key === '.tag' && found[key] !== inner) return `${where}: tag ${String(found[key])}, not ${String(inner)}`;
        return findMisfit(inner, found[key], `${where}.${key}`);
      }),
    );
  }
  return typeof example === typeof answer ? undefined : `${where}: ${typeof answer}, not ${typeof example}`;
}

function firstDefined(found: readonly (string | undefined)[]): string | undefined {
  return found.find((entry) => entry !== undefined);
}
