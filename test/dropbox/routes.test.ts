import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ADD_BATCH } from '../../src/dropbox/batches.js';
import { explainTag, knownTags } from '../../src/dropbox/failure-reasons.js';
import { SECONDARY_EMAIL_BATCH } from '../../src/dropbox/perform-secondary-emails.js';
import { QUOTA_BATCH } from '../../src/dropbox/read-quotas.js';
import { type Route, routes } from '../../src/dropbox/routes.js';
import { userAgent } from '../../src/dropbox/user-agent.js';

interface SheetRoute {
  readonly path: string;
  readonly scope: string;
  readonly errors: readonly string[];
  readonly poll?: string;
  readonly continue?: string;
  readonly batch?: { readonly limit: number };
}

const sheet = JSON.parse(readFileSync('schemas/dropbox-routes.json', 'utf8')) as {
  readonly routes: readonly SheetRoute[];
};
const byPath = new Map(sheet.routes.map((route) => [route.path, route]));
const ours: [string, Route][] = Object.entries(routes);

function onSheet(route: Route): SheetRoute {
  const found = byPath.get(`/2/${route.path}`);
  if (found === undefined) throw new Error(`${route.path} is not on the sheet of routes`);
  return found;
}

describe('the routes that the provider calls', () => {
  it.each(ours)('%s exists, and needs the scope that we name', (_, route) => {
    expect(onSheet(route).scope).toBe(route.scope);
  });

  it('are polled and continued where Dropbox says', () => {
    const partners: [Route, 'poll' | 'continue', Route][] = [
      [routes.addMembers, 'poll', routes.addMembersJob],
      [routes.removeMember, 'poll', routes.removeMemberJob],
      [routes.deleteGroup, 'poll', routes.groupJob],
      [routes.listMembers, 'continue', routes.listMembersContinue],
      [routes.listGroups, 'continue', routes.listGroupsContinue],
      [routes.listGroupMembers, 'continue', routes.listGroupMembersContinue],
      [routes.teamLog, 'continue', routes.teamLogContinue],
    ];
    for (const [route, how, partner] of partners) expect(onSheet(route)[how]).toBe(`/2/${partner.path}`);
  });

  it('are sent no more at once than they take', () => {
    expect(onSheet(routes.addMembers).batch?.limit).toBe(ADD_BATCH);
    expect(onSheet(routes.setQuotas).batch?.limit).toBe(QUOTA_BATCH);
    expect(onSheet(routes.addSecondaryEmails).batch?.limit).toBe(SECONDARY_EMAIL_BATCH);
  });
});

describe('what an error tag means', () => {
  const tags = new Set(
    ours
      .filter(([, route]) => route.effect === 'write' || route.scope === 'events.read')
      .flatMap(([, route]) => onSheet(route).errors),
  );
  tags.delete('other');

  it.each([...tags].sort())('%s is explained to an admin', (tag) => {
    expect(knownTags()).toContain(tag);
  });

  it('is a sentence with something to do, for every tag, known or not', () => {
    for (const tag of [...knownTags(), 'other', 'brand_new_tag', 'constructor']) {
      const { message, advice } = explainTag(tag);
      expect([tag, message]).toEqual([tag, expect.stringMatching(/^[A-Z].*\.$/)]);
      expect([tag, advice]).toEqual([tag, expect.stringMatching(/^[A-Z].*\.$/)]);
    }
  });

  it('is not made up for a tag that nobody knows: the tag itself is told', () => {
    expect(explainTag('brand_new_tag').message).toContain('brand_new_tag');
  });
});

it('Rollcall names its version to Dropbox', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(userAgent).toBe(`rollcall/${version}`);
});
