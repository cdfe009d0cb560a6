import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startSimulator } from '../../src/simulator/index.js';
import { runCommand } from './command-line.js';
import { countByRoute } from './expectations.js';
import { SharedClock } from './shared-clock.js';

it('provisions 1,000 people into 20 new groups with 90 calls that write, which is the least the API allows', async () => {
  const clock = new SharedClock(Date.parse('2026-11-22T12:00:00Z'));
  const simulator = await startSimulator({
    clock: clock.now,
    seed: { team: { licences: 2000 }, members: [{ email: 'ada@acme.com', role: 'Team' }] },
  });
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-fewest-'));
  try {
    const people = Array.from({ length: 1000 }, (_, n) => `  - { email: p${n}@acme.com, groups: [G${n % 20}] }`);
    const groups = Array.from({ length: 20 }, (_, n) => `  - { name: G${n} }`);
    const lines = ['version: 1', 'members:', '  - email: ada@acme.com', ...people, 'groups:', ...groups];
    writeFileSync(join(folder, 'team.yaml'), `${lines.join('\n')}\n`);
    const env = { DROPBOX_API_URL: simulator.url, DROPBOX_ACCESS_TOKEN: simulator.token };
    const { code } = await runCommand(['apply', '--auto-approve'], { cwd: folder, env, clock });
    expect(code).toBe(0);
    const calls = countByRoute(simulator.log);
    expect(calls).toMatchObject({ 'members/add_v2': 50, 'groups/create': 20, 'groups/members/add': 20 });
    expect(calls).not.toHaveProperty('members/set_profile_v2');
    // Of readings, only the listings before, once.
    expect(calls['members/list_v2']).toBe(1);
    expect(calls).not.toHaveProperty('members/get_info_v2');
  } finally {
    rmSync(folder, { recursive: true });
    await simulator.close();
  }
});
