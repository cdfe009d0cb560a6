import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parseSeed, type Simulator, startSimulator, type TeamEvent } from '../../src/simulator/index.js';
import { type CommandResult, runCommand } from './command-line.js';
import {
  addressesOf,
  expectCalls,
  expectResults,
  expectSummary,
  expectTeam,
  expectWords,
  tell,
} from './expectations.js';
import {
  expectExplicitWrites,
  expectFreedBeforeTaken,
  expectGrantsBeforeRevocations,
  expectOneInvitationEach,
  expectOthersUntouched,
  expectPatience,
  expectSuspensionBeforeRemoval,
  isThroughApi,
} from './laws.js';
import { type Happening, readFromRoot, type Scenario, type Step } from './scenario.js';
import { SharedClock } from './shared-clock.js';

/** Runs one scenario end to end over real HTTP, and holds it to its expectations and to the laws of all scenarios. */
export async function runScenario(scenario: Scenario): Promise<void> {
  const clock = new SharedClock(Date.parse(scenario.now));
  const { seed, seed_at: seedAt } = scenario;
  const simulator = await startSimulator({
    ...scenario.simulator,
    clock: clock.now,
    seed: parseSeed(seedAt === undefined ? (seed ?? {}) : JSON.parse(readFromRoot(seedAt))),
  });
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-scenario-'));
  try {
    const run = new ScenarioRun(scenario, simulator, clock, folder);
    for (const step of scenario.steps) await run.carryOut(step);
    await run.expectExportToChangeNothing();
    run.expectLawsOfTheWhole();
  } finally {
    rmSync(folder, { recursive: true });
    await simulator.close();
  }
}

const YEAR_MS = 365 * 86_400_000;

class ScenarioRun {
  private token: string;
  private readonly secrets: string[];
  private readonly outputs: string[] = [];
  private readonly appliedEvents: TeamEvent[] = [];

  constructor(
    private readonly scenario: Scenario,
    private readonly simulator: Simulator,
    private readonly clock: SharedClock,
    private readonly folder: string,
  ) {
    this.token = simulator.token;
    this.secrets = [simulator.token, simulator.app.refreshToken, simulator.app.secret];
  }

  /** One round: what happens before, a plan, an apply, and a plan again. */
  async carryOut(step: Step): Promise<void> {
    const { simulator } = this;
    this.prepare(step);
    const overrides = step.override_guards.flatMap((guard) => ['--override-guard', guard]);
    const planned = expectSummary(await this.rollcall('plan', '--format', 'json', ...overrides), step);

    const before = simulator.team.snapshot();
    const [callsBefore, eventsBefore] = [simulator.log.length, simulator.team.events().length];
    for (const fault of step.faults) simulator.addFault(fault);
    const report = join(this.folder, 'report.json');
    rmSync(report, { force: true });
    const applied = await this.rollcall('apply', '--auto-approve', '--verbose', '--report', report, ...overrides);
    const calls = simulator.log.slice(callsBefore);
    const events = simulator.team.events().slice(eventsBefore).filter(isThroughApi);
    this.appliedEvents.push(...events);

    expect(applied.code, `exit code of apply.\n${tell(applied)}`).toBe(step.exit);
    expectWords(applied, step);
    expectResults(report, step, applied);
    expectCalls(calls, step, applied);
    expectTeam(simulator.team, step);

    const stretch = { before, after: simulator.team.snapshot(), events, changed: addressesOf(planned) };
    expectExplicitWrites(calls, this.scenario.may_wipe_devices);
    expectPatience(calls);
    expectFreedBeforeTaken(calls);
    expectSuspensionBeforeRemoval(events);
    expectGrantsBeforeRevocations(stretch);
    // Whom somebody else changes meanwhile, the plan cannot name.
    if (!step.faults.some(({ kind }) => kind === 'meanwhile')) expectOthersUntouched(stretch);
    await this.expectPlanAgain(step, overrides);
  }

  private prepare({ before, acting_admin: admin, file, file_at: fileAt }: Step): void {
    for (const happening of before) this.happen(happening);
    if (admin !== undefined) {
      this.token = this.simulator.mint({ actingAdmin: admin, expiresInMs: YEAR_MS });
      this.secrets.push(this.token);
    }
    const text = fileAt === undefined ? file : readFromRoot(fileAt);
    if (text !== undefined) this.write('team.yaml', text);
  }

  private happen(happening: Happening): void {
    if ('advance' in happening) this.clock.advance(readDuration(happening.advance));
    else if ('accept' in happening) this.simulator.acceptInvitation(happening.accept);
    else this.simulator.perform(happening.console, happening.arg, happening.by);
  }

  private async expectPlanAgain({ again }: Step, overrides: readonly string[]): Promise<void> {
    const result = await this.rollcall('plan', '--detailed-exitcode', ...overrides);
    const why = again === undefined ? '' : ` (${again.why})`;
    expect(result.code, `planning again${why}.\n${tell(result)}`).toBe(again?.exit ?? 0);
    if (again === undefined) expect(result.stdout).toContain('No changes. The team matches team.yaml.');
  }

  /** The team as it is now, written as a file, is a file that changes nothing. */
  async expectExportToChangeNothing(): Promise<void> {
    const exported = await this.rollcall('export');
    expect(exported.code, `export.\n${tell(exported)}`).toBe(0);
    this.write('exported.yaml', exported.stdout);
    const result = await this.rollcall('plan', '--detailed-exitcode', '--file', 'exported.yaml');
    expect(result.code, `planning the export.\n${tell(result)}`).toBe(0);
    expect(result.stdout).toContain('No changes. The team matches exported.yaml.');
  }

  expectLawsOfTheWhole(): void {
    expectOneInvitationEach(this.appliedEvents);
    expectPatience(this.simulator.log);
    for (const secret of this.secrets) {
      expect(this.outputs.filter((output) => output.includes(secret)).length, 'outputs that hold a token').toBe(0);
    }
  }

  private async rollcall(...argv: string[]): Promise<CommandResult> {
    const env = { DROPBOX_API_URL: this.simulator.url, ...this.credentials() };
    const result = await runCommand(argv, { cwd: this.folder, env, clock: this.clock });
    this.outputs.push(result.stdout, result.stderr);
    return result;
  }

  private credentials(): Record<string, string> {
    if (this.scenario.credentials === 'access_token') return { DROPBOX_ACCESS_TOKEN: this.token };
    const { key, refreshToken } = this.simulator.app;
    return { DROPBOX_APP_KEY: key, DROPBOX_REFRESH_TOKEN: refreshToken };
  }

  private write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }
}

const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const;

function readDuration(text: string): number {
  return Number.parseInt(text, 10) * unitMs[text.slice(-1) as keyof typeof unitMs];
}
