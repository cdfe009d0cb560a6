import { afterEach, expect } from 'vitest';
import {
  type Simulator,
  type SimulatorOptions,
  type SimulatorSeed,
  startSimulator,
} from '../../src/simulator/index.js';
import { type Answer, callRoute } from '../contract/caller.js';

const running: Simulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
});

/** A team for the tests: two full admins, somebody of each status, three groups. */
export const seed: SimulatorSeed = {
  team: { id: 'dbtid:test', name: 'Test team', licences: 8, verified_domains: ['acme.com'] },
  acting_admin: 'ada@acme.com',
  members: [
    {
      email: 'ada@acme.com',
      given_name: 'Ada',
      surname: 'L',
      role: 'Team',
      team_member_id: 'dbmid:ada',
      groups: ['Eng'],
    },
    { email: 'grace@acme.com', role: 'team_admin', external_id: 'E-2', team_member_id: 'dbmid:grace' },
    { email: 'bob@acme.com', external_id: 'E-3', team_member_id: 'dbmid:bob', groups: ['Eng'], owner_of: ['Club'] },
    { email: 'sue@acme.com', status: 'suspended', groups: ['Club'], team_member_id: 'dbmid:sue' },
    { email: 'ivy@acme.com', status: 'invited', team_member_id: 'dbmid:ivy' },
    { email: 'rex@acme.com', status: 'removed', external_id: 'E-9', groups: ['Eng'], team_member_id: 'dbmid:rex' },
  ],
  groups: [
    { name: 'Eng', group_id: 'g:eng', external_id: 'grp-eng' },
    { name: 'Club', group_id: 'g:club', management: 'user_managed' },
    { name: 'Empty', group_id: 'g:empty' },
  ],
  outside_accounts: [{ email: 'rival@other.com', on_another_team: true }, { email: 'solo@other.com' }],
  outside_groups: ['g:foreign'],
};

/** A simulator that a test may call; it is closed when the test ends. */
export interface Subject extends Simulator {
  call(route: string, body?: unknown, token?: string): Promise<Answer>;
  /** The result of a call that must succeed. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are read as a client without types would
  ok(route: string, body?: unknown): Promise<any>;
  /** The error tag of a call that must be refused with a 409. */
  refusal(route: string, body?: unknown): Promise<string>;
}

/** Starts a simulator of the test team; nothing becomes a job unless the test asks for it. */
export async function start(options: SimulatorOptions = {}): Promise<Subject> {
  const simulator = await startSimulator({ seed, asyncJobs: 'never', ...options });
  running.push(simulator);
  const call = (route: string, body: unknown = null, token = simulator.token): Promise<Answer> =>
    callRoute({ url: simulator.url, token }, route, body);
  return Object.assign(simulator, {
    call,
    ok: async (route: string, body?: unknown) => {
      const answer = await call(`team/${route}`, body);
      expect(answer.status, answer.text).toBe(200);
      return answer.json;
    },
    refusal: async (route: string, body?: unknown) => {
      const answer = await call(`team/${route}`, body);
      expect(answer.status, answer.text).toBe(409);
      const json = answer.json as { error_summary: string; error: { '.tag': string } };
      expect(json.error_summary.startsWith(json.error['.tag'])).toBe(true);
      return json.error['.tag'];
    },
  });
}

/** A selector by address of the test team's domain. */
export function at(name: string): { '.tag': 'email'; email: string } {
  return { '.tag': 'email', email: name.includes('@') ? name : `${name}@acme.com` };
}

export function group(id: string): { '.tag': 'group_id'; group_id: string } {
  return { '.tag': 'group_id', group_id: id };
}
