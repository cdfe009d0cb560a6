import { describe, expect, it } from 'vitest';
import { runScenario } from './run-scenario.js';
import { readScenarios } from './scenario.js';

const scenarios = readScenarios();

describe('a team that is kept by a file', () => {
  it('is tried in every workflow of the guide', () => {
    const names = scenarios.map(({ name }) => name.slice(0, 3));
    const workflows = ['w01', 'w02', 'w03', 'w04', 'w05', 'w06', 'w07', 'w08', 'w09', 'w10', 's1-', 's2-', 's3-'];
    expect(names).toEqual(expect.arrayContaining(workflows));
  });

  it.each(scenarios.map((scenario) => [scenario.name, scenario.story, scenario] as const))(
    '%s: %s',
    async (...story) => {
      await runScenario(story[2]);
    },
  );
});
