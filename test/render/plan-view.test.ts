import { describe, expect, it } from 'vitest';
import { makePlanView } from '../../src/render/plan-view.js';
import { addsTwoPeople, change, changesGroups, comesBack, longLists, planOf, suspendsAndRemoves } from './fixtures.js';

describe('the view of a plan', () => {
  it('has one block per member or group, sorted by address, whatever the order of the changes', () => {
    const view = makePlanView({ ...suspendsAndRemoves, changes: [...suspendsAndRemoves.changes].reverse() });
    expect(view.blocks.map(({ name }) => name.replace('@acme.com', ''))).toEqual([
      'bob',
      'carol',
      'dan',
      'eve',
      'frank',
      'gil',
    ]);
    expect(view).toEqual(makePlanView(suspendsAndRemoves));
  });

  it('puts all that happens to one person into one block, the strongest last', () => {
    const eve = makePlanView(suspendsAndRemoves).blocks.find(({ name }) => name === 'eve@acme.com');
    expect(eve).toMatchObject({
      marker: '~',
      verbs: [
        { words: 'changed in place', isLoss: false },
        { words: 'suspended', isLoss: true },
      ],
      reasons: ['until 2026-06-30 has passed'],
      unchanged: 2,
    });
  });

  it('names everybody who loses access, with what it means for them', () => {
    const { losesAccess } = makePlanView(suspendsAndRemoves).lists;
    expect(losesAccess).toHaveLength(6);
    expect(losesAccess).toContainEqual({ name: 'dan@acme.com', notes: ['invitation cancelled'] });
    expect(losesAccess).toContainEqual({
      name: 'gil@acme.com',
      notes: ['removed', 'devices wiped', 'files to archive@acme.com', 'cannot be recovered'],
    });
  });

  it('names everybody who gains or loses power, in the team or in a group', () => {
    expect(makePlanView(addsTwoPeople).lists.gainsPower).toEqual([{ name: 'ada@acme.com', notes: ['team_admin'] }]);
    const { gainsPower, losesPower } = makePlanView(changesGroups).lists;
    expect(gainsPower).toEqual([{ name: 'linus@acme.com', notes: ['owner of Engineering'] }]);
    expect(losesPower).toEqual([{ name: 'zoe@acme.com', notes: ['no longer owner of Engineering'] }]);
    expect(makePlanView(comesBack).lists.gainsPower).toEqual([
      { name: 'ivy@acme.com', notes: ['unsuspended with an admin role'] },
    ]);
  });

  it('names everybody who leaves a group, with all groups they leave', () => {
    const leaving = (name: string) => ({ name, external_id: null, management: 'company_managed', members: {} });
    const plan = planOf(
      ['B', 'A'].map((name) =>
        change(`group.${name}`, 'update', {
          before: { ...leaving(name), members: { 'bob@acme.com': name === 'A' ? 'owner' : 'member' } },
          after: leaving(name),
        }),
      ),
    );
    expect(makePlanView(plan).lists.leavesGroups).toEqual([{ name: 'bob@acme.com', notes: ['A as owner', 'B'] }]);
    expect(makePlanView(longLists).lists.leavesGroups).toHaveLength(30);
  });

  it('does not say that somebody loses access who had none', () => {
    const states = {
      before: { email: 'hal@acme.com', status: 'active' },
      after: { email: 'hal@acme.com', status: 'suspended' },
    };
    const plan = planOf([...comesBack.changes, change('member.hal@acme.com', 'suspend', states)]);
    expect(makePlanView(plan).lists.losesAccess).toEqual([]);
    const hal = makePlanView(plan).blocks[0];
    expect(hal?.rows.at(-1)).toMatchObject({ name: 'status', before: 'removed', after: 'suspended' });
    expect(hal?.verbs.map(({ words }) => words)).toEqual(['recovered', 'changed in place', 'suspended']);
  });

  it('counts every kind of change, and leaves out the kinds that do not occur', () => {
    expect(makePlanView(changesGroups).counts).toEqual({
      members: [],
      groups: [
        { count: 1, what: 'to create' },
        { count: 1, what: 'to change' },
        { count: 1, what: 'to delete' },
      ],
      memberships: [
        { count: 2, what: 'to add' },
        { count: 2, what: 'to change' },
        { count: 1, what: 'to remove' },
      ],
    });
  });
});
