import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectGolden } from '../guards/golden.js';
import { changesFile, startTeam } from './command-line.js';

let team: Awaited<ReturnType<typeof startTeam>>;

beforeEach(async () => {
  team = await startTeam();
  team.workplace.write('team.yaml', `${changesFile.replace('status: suspended', 'status: removed')}`);
});
afterEach(() => team.close());

const READ = ['team_info.read', 'members.read', 'groups.read'];
const isWrite = (route: string) =>
  !/(list|list_v2|continue|continue_v2|job_status\/get(_v2)?|get_[a-z0-9_]+)$/.test(route);

function applyWith(token: string, ...argv: readonly string[]) {
  return team.workplace.run(['apply', '--auto-approve', ...argv], { env: { DROPBOX_ACCESS_TOKEN: token } });
}

function expectNothingWritten(): void {
  expect(team.simulator.log.map(({ route }) => route).filter(isWrite)).toEqual([]);
}

describe('apply, before it writes', () => {
  it('names all scopes that the token lacks at once, and writes nothing', async () => {
    const { stderr, code } = await applyWith(team.simulator.mint({ scopes: READ }));
    expectGolden('missing-scopes.txt', stderr.slice(stderr.indexOf('Error:')));
    expect(code).toBe(1);
    expectNothingWritten();
  });

  it('names the scope that the app lacks, which Dropbox answers in another way', async () => {
    const { stderr, code } = await applyWith(
      team.simulator.mint({
        scopes: [...READ, 'members.write', 'groups.write'],
        appScopes: [...READ, 'members.write', 'groups.write'],
      }),
    );
    expect(stderr).toContain(
      'the token lacks the scope that this plan needs: members.delete (removals and recoveries).',
    );
    expect(code).toBe(1);
    expectNothingWritten();
  });

  it('does not ask for a scope that this plan has no use for', async () => {
    team.workplace.write('team.yaml', 'version: 1\nmembers: [{email: bob@acme.com, surname: Baumeister}]\n');
    const { code } = await applyWith(team.simulator.mint({ scopes: [...READ, 'members.write'] }));
    expect(code).toBe(0);
  });

  it('lets a plan be made without any scope for writing', async () => {
    const token = team.simulator.mint({ scopes: READ });
    const { code } = await team.workplace.run(['plan'], { env: { DROPBOX_ACCESS_TOKEN: token } });
    expect(code).toBe(0);
  });

  it('goes by what Dropbox said of a renewed token, without a call', async () => {
    const env = {
      DROPBOX_ACCESS_TOKEN: '',
      DROPBOX_APP_KEY: team.simulator.app.key,
      DROPBOX_APP_SECRET: team.simulator.app.secret,
      DROPBOX_REFRESH_TOKEN: team.simulator.app.refreshToken,
    };
    const { code } = await team.workplace.run(['apply', '--auto-approve'], { env });
    expect(code).toBe(0);
    const probed = team.simulator.log.filter(({ tag }) => tag === 'invalid_async_job_id');
    expect(probed).toEqual([]);
  });

  it('asks with one harmless call for each scope that a bare token needs', async () => {
    expect((await applyWith(team.simulator.token)).code).toBe(0);
    const probed = team.simulator.log.filter(({ tag }) => tag === 'invalid_async_job_id').map(({ route }) => route);
    expect(probed.sort()).toEqual([
      'team/groups/job_status/get',
      'team/members/add/job_status/get_v2',
      'team/members/remove/job_status/get',
    ]);
  });
});
