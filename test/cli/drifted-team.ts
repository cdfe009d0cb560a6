import { expect } from 'vitest';
import type { Clock } from '../../src/provider.js';
import type { Simulator, SimulatorOptions } from '../../src/simulator/index.js';
import { type CommandResult, startTeam, type Workplace } from './command-line.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const DAY_MS = 86_400_000;

/** The file that the team was made equal to. */
export const teamFile = `version: 1
members:
  # The founders.
  - {email: ada@acme.com, role: team_admin, groups: [Engineering]}
  - {email: grace@acme.com, role: team_admin}
  - email: bob@acme.com # the builder
    role: member_only
    groups: [Engineering]
  - {email: eve@acme.com, status: suspended}
  - {email: tom@acme.com, given_name: Tom, groups: [Engineering]}
groups:
  - name: Engineering
`;

/** The admin who changes things by hand. */
export const admin = 'grace@acme.com';

export const user = (email: string) => ({ '.tag': 'email', email });

/** A team that was made equal to its file a week ago, and that people then change in the admin console. */
export class DriftedTeam {
  readonly simulator: Simulator;
  readonly workplace: Workplace;

  private constructor(
    private readonly team: Awaited<ReturnType<typeof startTeam>>,
    private readonly time: { now: number },
  ) {
    this.simulator = team.simulator;
    this.workplace = team.workplace;
  }

  static async start(options: SimulatorOptions = {}): Promise<DriftedTeam> {
    const time = { now: NOW - 7 * DAY_MS };
    const team = new DriftedTeam(await startTeam({ clock: () => time.now, ...options }), time);
    team.workplace.write('team.yaml', teamFile);
    const { code, stderr } = await team.run('apply', '--auto-approve');
    expect(code, stderr).toBe(0);
    time.now = NOW - DAY_MS;
    return team;
  }

  advanceDays(days: number): void {
    this.time.now += days * DAY_MS;
  }

  /** A clock in which nobody waits; while somebody would, something may be done. */
  clock(meanwhile: () => void = () => undefined): Clock {
    return { now: () => this.time.now, sleep: async () => meanwhile() };
  }

  run(...argv: readonly string[]): Promise<CommandResult> {
    return this.workplace.run(argv, { clock: this.clock() });
  }

  drift(...argv: readonly string[]): Promise<CommandResult> {
    return this.run('drift', ...argv);
  }

  async driftJson(...argv: readonly string[]) {
    return JSON.parse((await this.drift('--format', 'json', ...argv)).stdout);
  }

  group(name: string) {
    return { '.tag': 'group_id', group_id: this.simulator.team.group(name)?.group_id };
  }

  /** What three people do by hand: Bob leaves Engineering; Grace makes him an admin, frees Eve, removes Tom. */
  driftByHand(): void {
    const { simulator } = this;
    const bob = user('bob@acme.com');
    simulator.perform('groups/members/remove', { group: this.group('Engineering'), users: [bob] }, 'bob@acme.com');
    this.time.now += 3_600_000;
    simulator.perform('members/set_admin_permissions', { user: bob, new_role: 'support_admin' }, admin);
    simulator.perform('members/unsuspend', { user: user('eve@acme.com') }, admin);
    simulator.perform('members/remove', { user: user('tom@acme.com'), wipe_data: false }, admin);
    this.time.now = NOW;
  }

  close(): Promise<void> {
    return this.team.close();
  }
}
