import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RepositoryStage } from './repository-stage.js';

let stage: RepositoryStage;

beforeEach(async () => {
  stage = await RepositoryStage.start();
});
afterEach(() => stage.close());

const fileOf = (id: string, surname: string) => `version: 1
team: {id: ${id}}
members:
  - {email: ada@acme.com, role: team_admin}
  - {email: bob@acme.com, surname: ${surname}}
`;

describe('a fleet of two teams, of which one is set up wrongly', { timeout: 60_000 }, () => {
  const filesWith = (surname: string) => ({
    'teams/emea.yaml': fileOf('dbtid:AAHemea', surname),
    'teams/apac.yaml': fileOf('dbtid:AAHapac', surname),
  });
  const addTeams = () =>
    Promise.all([
      stage.addTeam('-teams-emea', 'dbtid:AAHemea'),
      stage.addTeam('-teams-apac', 'dbtid:AAHapac', { readsOnly: false }),
    ]);

  it('plans, applies and tells of the other as if nothing were', async () => {
    const [emea, apac] = await addTeams();
    const planned = await stage.propose(filesWith('Builder'), filesWith('Baumeister'));
    expect(planned.jobs).toEqual({
      teams: 'success',
      validate: 'skipped',
      plan: 'failure',
      report: 'success',
      verdict: 'failure',
    });
    expect(planned.rows.plan).toMatchObject({
      'teams-apac': { result: 'failure', log: expect.stringContaining('The Dropbox token can write') },
      'teams-emea': { result: 'success' },
    });
    expect([...stage.comments()].sort()).toEqual([
      expect.stringContaining('The Dropbox token can write'),
      expect.stringContaining('bob@acme.com'),
    ]);

    const applied = await stage.merge(filesWith('Baumeister'));
    expect(applied.jobs).toEqual({ teams: 'success', apply: 'failure', report: 'success' });
    expect(applied.rows.apply).toMatchObject({
      'teams-apac': { result: 'failure' },
      'teams-emea': { result: 'success' },
    });
    expect(emea.team.member('bob@acme.com')?.surname).toBe('Baumeister');
    // Nobody saw a plan for this team, so nothing is done to it.
    expect(apac.team.member('bob@acme.com')?.surname).toBe('Builder');
    expect(stage.comments()).toContainEqual(expect.stringContaining('Applied 1 of 1'));
    // No job may do more than it does.
    expect(stage.runner.unusedPermissions()).toEqual([]);
  });

  it('looks for drift in the other, and opens an issue', async () => {
    await addTeams();
    const looked = await stage.lookForDrift(filesWith('Baumeister'));
    expect(looked.rows.drift).toMatchObject({
      'teams-apac': { result: 'failure' },
      'teams-emea': { result: 'success' },
    });
    expect(looked.jobs).toEqual({ teams: 'success', drift: 'failure', report: 'success' });
    expect(stage.github.world.issues.map(({ state, body }) => `${state}: ${body}`)).toContainEqual(
      expect.stringMatching(/^open: [\s\S]*bob@acme\.com/),
    );
    expect(stage.runner.unusedPermissions()).toEqual([]);
  });
});

describe('a pull request that breaks the file', { timeout: 60_000 }, () => {
  it('is told of it, line by line, and fails the required check', async () => {
    const team = await stage.addTeam('', 'dbtid:AAHacme');
    const callsBefore = team.log.length;
    const file = fileOf('dbtid:AAHacme', 'Builder');
    const planned = await stage.propose(
      { 'team.yaml': file },
      { 'team.yaml': file.replace('  - {email', '  - {{email') },
    );
    expect(planned.jobs).toMatchObject({ teams: 'success', plan: 'failure', report: 'success', verdict: 'failure' });
    expect(stage.comments()).toEqual([expect.stringContaining('`team.yaml:5:3`')]);
    expect(team.log.length).toBe(callsBefore);
  });
});

describe('a pull request from a fork', { timeout: 60_000 }, () => {
  const filesWith = (surname: string) => ({ 'team.yaml': fileOf('dbtid:AAHacme', surname) });

  it('meets no token, is planned when a maintainer says so, and is applied as it was planned', async () => {
    const team = await stage.addTeam('', 'dbtid:AAHacme');
    const callsBefore = team.log.length;
    const validated = await stage.propose(filesWith('Builder'), filesWith('Baumeister'), 'stranger/team');
    expect(validated.jobs).toMatchObject({
      validate: 'success',
      plan: 'skipped',
      report: 'skipped',
      verdict: 'success',
    });
    expect(team.log.length).toBe(callsBefore);
    expect(stage.comments()).toEqual([]);

    const planned = await stage.planByHand(filesWith('Builder'));
    expect(planned.jobs).toMatchObject({ validate: 'skipped', plan: 'success', report: 'success', verdict: 'success' });
    expect(stage.comments()).toEqual([expect.stringContaining('bob@acme.com')]);

    const applied = await stage.merge(filesWith('Baumeister'));
    expect(applied.jobs).toEqual({ teams: 'success', apply: 'success', report: 'success' });
    expect(team.team.member('bob@acme.com')?.surname).toBe('Baumeister');
  });

  it('is not planned at a commit that is no longer its head', async () => {
    const team = await stage.addTeam('', 'dbtid:AAHacme');
    await stage.propose(filesWith('Builder'), filesWith('Baumeister'), 'stranger/team');
    const callsBefore = team.log.length;
    const planned = await stage.planByHand(filesWith('Builder'), 'd'.repeat(40));
    expect(planned.jobs).toMatchObject({ plan: 'failure', verdict: 'failure' });
    expect(team.log.length).toBe(callsBefore);
  });
});
