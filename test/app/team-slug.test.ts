import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { teamSlug } from '../../src/app/team-slug.js';
import { runSummarySchema } from '../../src/model/run-summary.js';

describe('the slug of a team', () => {
  it.each([
    ['team.yaml', 'team'],
    ['./team.yaml', 'team'],
    ['-', 'team'],
    ['teams/emea.yaml', 'teams-emea'],
    ['teams/EMEA North/Team.yml', 'teams-emea-north-team'],
    ['../other_repository/team.yaml', 'other-repository-team'],
  ])('of %s is %s', (path, slug) => {
    expect(teamSlug(path)).toBe(slug);
  });

  it('is the same however the path is written', () => {
    expect(teamSlug('/repository/teams/emea.yaml', '/repository')).toBe('teams-emea');
    expect(teamSlug('teams/emea.yaml', '/repository')).toBe('teams-emea');
    expect(teamSlug('teams/../teams/emea.yaml', '/repository')).toBe('teams-emea');
  });

  it('tells apart names that no letter of the alphabet is left of', () => {
    expect(teamSlug('teams/東京.yaml')).toMatch(/^teams-[0-9a-f]{8}$/);
    expect(teamSlug('teams/東京.yaml')).not.toBe(teamSlug('teams/大阪.yaml'));
    expect(teamSlug('東京.yaml')).toMatch(/^team-[0-9a-f]{8}$/);
  });

  it('tells apart long paths that begin alike', () => {
    const folder = 'a-folder-with-a-long-name/'.repeat(4);
    expect(teamSlug(`${folder}one.yaml`)).not.toBe(teamSlug(`${folder}two.yaml`));
  });

  it('is one that a run folder can carry, whatever the path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (path) => {
        expect(runSummarySchema.shape.team.safeParse(teamSlug(path)).success).toBe(true);
      }),
    );
  });
});
