import { onTestFinished } from 'vitest';
import { createDropboxProvider, type DropboxProviderOptions } from '../../src/dropbox/index.js';
import type { LiveMember, LiveState } from '../../src/model/live-state.js';
import type { Operation } from '../../src/model/operation.js';
import type { OperationOutcome, Provider, ProviderEvent } from '../../src/provider.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { FakeClock } from './fake-clock.js';

export const everything = { accessOfGroups: 'all', quotas: true } as const;

/** A provider in front of a simulated team; both share a clock that never makes anybody wait. */
export interface SimulatedTeam {
  readonly simulator: Simulator;
  readonly provider: Provider;
  readonly clock: FakeClock;
  read(): Promise<LiveState>;
  perform(operations: readonly Operation[], created?: ReadonlyMap<string, string>): Promise<Performed>;
}

export interface Performed {
  readonly outcomes: ReadonlyMap<string, OperationOutcome>;
  readonly events: readonly ProviderEvent[];
  /** Routes that were called for this, in order. */
  readonly routes: readonly string[];
}

export async function simulateTeam(
  options: SimulatorOptions = {},
  providerOptions: Partial<DropboxProviderOptions> = {},
): Promise<SimulatedTeam> {
  const clock = new FakeClock();
  const simulator = await startSimulator({ clock: () => clock.now(), ...options });
  const provider = createDropboxProvider({
    apiUrl: simulator.url,
    credentials: { tag: 'access-token', accessToken: simulator.token },
    clock,
    random: () => 0.5,
    timeoutMs: 400,
    ...providerOptions,
  });
  onTestFinished(async () => {
    await simulator.close();
    await provider.close();
  });
  return {
    simulator,
    provider,
    clock,
    read: () => provider.readLiveState(everything),
    async perform(operations, created = new Map()) {
      const events: ProviderEvent[] = [];
      const before = simulator.log.length;
      const outcomes = await provider.perform(operations, {
        createdIds: created,
        onEvent: (event) => events.push(event),
        signal: new AbortController().signal,
      });
      return { outcomes, events, routes: simulator.log.slice(before).map((call) => call.route.replace(/^team\//, '')) };
    },
  };
}

/** The live member with an address; fails the test when there is none. */
export function memberOf(state: LiveState, email: string): LiveMember {
  const member = state.members.find((each) => each.attributes.email === email);
  if (member === undefined) throw new Error(`${email} is not in the live state`);
  return member;
}

/** The tags of outcomes, in the order of the operations; for a failure, its own tag. */
export function tagsOf(outcomes: ReadonlyMap<string, OperationOutcome>): string[] {
  return [...outcomes.values()].map((outcome) => (outcome.tag === 'failed' ? outcome.reason.tag : outcome.tag));
}
