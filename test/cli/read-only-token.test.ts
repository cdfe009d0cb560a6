import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changesFile, startTeam } from './command-line.js';

let team: Awaited<ReturnType<typeof startTeam>>;

beforeEach(async () => {
  team = await startTeam();
  team.workplace.write('team.yaml', changesFile);
});
afterEach(() => team.close());

const READ = ['team_info.read', 'members.read', 'groups.read'];

describe('plan --read-only-token', () => {
  it('plans with a token that can only read', async () => {
    const env = { DROPBOX_ACCESS_TOKEN: team.simulator.mint({ scopes: READ }) };
    const { stdout, code } = await team.workplace.run(['plan', '--read-only-token'], { env });
    expect(stdout).toContain('Plan: 1 to add');
    expect(code).toBe(0);
  });

  it('refuses a token with any scope for writing, before the team is read', async () => {
    const env = { DROPBOX_ACCESS_TOKEN: team.simulator.mint({ scopes: [...READ, 'groups.write'] }) };
    const { stdout, stderr, code } = await team.workplace.run(['plan', '--read-only-token'], { env });
    expect(stderr).toContain('Error: The Dropbox token can write (groups.write)');
    expect(stdout).toBe('');
    expect(code).toBe(1);
    expect(team.simulator.log.filter(({ route }) => route.includes('members/list'))).toEqual([]);
  });

  it('finds it out of a refresh token too', async () => {
    const { key, secret, refreshToken } = team.simulator.app;
    const env = {
      DROPBOX_ACCESS_TOKEN: '',
      DROPBOX_APP_KEY: key,
      DROPBOX_APP_SECRET: secret,
      DROPBOX_REFRESH_TOKEN: refreshToken,
    };
    const { stderr, code } = await team.workplace.run(['plan', '--read-only-token'], { env });
    expect(stderr).toContain('The Dropbox token can write (groups.write, members.delete, members.write)');
    expect(code).toBe(1);
  });

  it('says of a token that is no good what is wrong with it', async () => {
    const env = { DROPBOX_ACCESS_TOKEN: 'sl.no-such-token' };
    const { stderr } = await team.workplace.run(['plan', '--read-only-token'], { env });
    expect(stderr).not.toContain('can write');
    expect(stderr).toContain('Dropbox');
  });
});

describe('plan', () => {
  it('takes any token where nobody asks for less, as people at their desks have one', async () => {
    expect((await team.workplace.run(['plan'])).code).toBe(0);
  });
});
