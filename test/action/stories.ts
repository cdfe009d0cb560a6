import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commit } from './github-world.js';
import { fileWith, WorkflowStage } from './workflow-stage.js';

const BOB = '{email: bob@acme.com, surname: Baumeister}';
const TOM = '{email: tom@acme.com, given_name: Tom, surname: Tester}';
const EVE_GOES = '{email: eve@acme.com, status: removed}';

export interface StoryOptions {
  /** What runs the Action; the Node.js that runs the tests, unless another is named. */
  readonly node?: string;
  /** Most of their time is waiting, so they are told side by side, unless there is one GitHub for all. */
  readonly isOneByOne?: boolean;
}

/** The stories of a repository, each step of them a process of its own. */
export function describeStories(title: string, { node, isOneByOne = false }: StoryOptions = {}): void {
  const tell = (story: string, play: (stage: WorkflowStage) => Promise<void>) =>
    it(story, async () => {
      const stage = await WorkflowStage.start(node);
      try {
        await play(stage);
      } finally {
        await stage.close();
      }
    });

  describe(title, { timeout: 120_000, concurrent: !isOneByOne }, () => {
    tell(
      'plans a pull request and its second push, applies the merge, and puts the receipt where it was reviewed',
      async (stage) => {
        stage.propose(7, 'first', fileWith(BOB));
        const first = await stage.plan(7);
        expect(first.code).toBe(0);
        expect(first.outputs).toMatchObject({
          outcome: 'changes',
          changed: 'true',
          destructive: '0',
          'exit-code': '0',
        });
        expect(first.outputs['failure-reason']).toBe('');
        const folder = first.outputs['artifact-dir'] ?? '';
        expect(readdirSync(folder)).toContain('plan.json.age');
        expect(readdirSync(folder)).not.toContain('plan.json');
        const told = await stage.report(7, first);
        expect(told.code).toBe(0);
        expect(told.outputs['comment-url']).toMatch(/^https:\/\/github.com\/acme\/team\/pull\/7#issuecomment-\d+$/);
        expect(told.summary).toContain('bob@acme.com');
        expect(stage.shownOn(7)).toEqual([expect.stringContaining('bob@acme.com')]);

        stage.propose(7, 'second', fileWith(BOB, EVE_GOES));
        const second = await stage.plan(7);
        expect(second.outputs).toMatchObject({ removes: '1', destructive: '2' });
        await stage.report(7, second);
        expect(stage.shownOn(7)).toEqual([expect.stringContaining('1 person loses access')]);

        const merge = stage.merge([7], fileWith(BOB, EVE_GOES));
        const applied = await stage.apply(merge);
        expect(applied.log).toContain('1 reviewed plan, of 1 pull requests to apply.');
        expect(applied.code).toBe(0);
        expect(applied.outputs).toMatchObject({ outcome: 'applied', 'failure-reason': '' });
        expect(stage.member('bob')?.surname).toBe('Baumeister');
        expect(stage.member('eve')?.status).toBe('removed');
        await stage.reportApply(merge, applied);
        expect(stage.shownOn(7)).toContainEqual(expect.stringContaining('✅ Applied 3 of 3'));
      },
    );

    tell('does what was reviewed in two pull requests that were merged together, and tells both', async (stage) => {
      stage.propose(1, 'bob', fileWith(BOB));
      stage.propose(2, 'tom', fileWith(TOM));
      await stage.leavePlan(1);
      await stage.leavePlan(2);
      // The run of the first merge never came to its turn.
      const merge = stage.merge([1, 2], fileWith(BOB, TOM));
      stage.world.addRun({
        path: '.github/workflows/rollcall-apply.yml',
        event: 'push',
        headBranch: 'main',
        headCommit: commit('start'),
      });
      const applied = await stage.apply(merge);
      expect(applied.outputs).toMatchObject({ outcome: 'applied' });
      expect(stage.member('tom')?.status).toBe('invited');
      expect(stage.member('bob')?.surname).toBe('Baumeister');
      await stage.reportApply(merge, applied);
      for (const number of [1, 2])
        expect(stage.shownOn(number)).toEqual([expect.stringContaining('✅ Applied 2 of 2')]);
    });

    tell(
      'does nothing where nothing was reviewed, nor with a plan of the right name from a wrong run',
      async (stage) => {
        stage.propose(3, 'tom', fileWith(TOM));
        const run = await stage.leavePlan(3);
        stage.world.runs.splice(stage.world.runs.indexOf(run), 1, { ...run, headRepository: 'mallory/team' });
        const applied = await stage.apply(stage.merge([3], fileWith(TOM)));
        expect(applied.code).toBe(1);
        expect(applied.log).toContain('0 reviewed plans, of 1 pull requests to apply.');
        expect(applied.log).toContain('#3: no run of rollcall-plan.yml planned its last commit');
        expect(applied.outputs).toMatchObject({ outcome: 'not-applied', 'failure-reason': 'stale', 'exit-code': '5' });
        expect(stage.member('tom')).toBeUndefined();
      },
    );

    tell('takes no more from a forged plan than what was merged anyway', async (stage) => {
      stage.propose(4, 'bob', fileWith(BOB));
      // Whoever can change a workflow can seal and upload what they like.
      await stage.leavePlan(4, fileWith(BOB, EVE_GOES));
      const applied = await stage.apply(stage.merge([4], fileWith(BOB)));
      expect(applied.outputs).toMatchObject({ outcome: 'applied' });
      expect(applied.log).toContain('Reviewed, and not asked for by the file any more:');
      expect(stage.member('bob')?.surname).toBe('Baumeister');
      expect(stage.member('eve')?.status).toBe('active');
    });

    tell('refuses to plan a head that has moved on, and asks Dropbox nothing', async (stage) => {
      stage.propose(5, 'first', fileWith(BOB));
      const pull = stage.world.pulls[0];
      const planning = { inputs: { 'expected-head': commit('first') } };
      if (pull !== undefined) pull.head = stage.put('second', fileWith(TOM));
      const planned = await stage.plan(5, planning);
      expect(planned.code).toBe(1);
      expect(planned.log).toContain(`its head is ${commit('second')}, and ${commit('first')} was to be planned`);
      expect(planned.outputs).toMatchObject({ outcome: 'unread', 'failure-reason': 'stale' });
      expect(stage.simulator.log).toEqual([]);
    });

    tell('finishes, started again, what half failed', async (stage) => {
      stage.propose(8, 'both', fileWith(BOB, TOM));
      await stage.leavePlan(8);
      const merge = stage.merge([8], fileWith(BOB, TOM));
      stage.simulator.addFault({ kind: 'error', route: 'members/set_profile_v2', error: 'user_not_found' });
      const failed = await stage.apply(merge);
      expect(failed.outputs).toMatchObject({
        outcome: 'applied-in-part',
        'failure-reason': 'partial',
        'exit-code': '4',
      });
      const again = await stage.apply(merge);
      expect(again.code).toBe(0);
      expect(again.outputs).toMatchObject({ outcome: 'applied' });
      expect(again.log).toContain('Reviewed, and done already before this run:');
      expect(stage.member('bob')?.surname).toBe('Baumeister');
    });

    tell('opens an issue about what somebody changed by hand, and closes it when that is gone', async (stage) => {
      stage.put('start', fileWith('{email: bob@acme.com, status: active}'));
      stage.simulator.perform('members/suspend', {
        user: { '.tag': 'email', email: 'bob@acme.com' },
        wipe_data: false,
      });
      const drifted = await stage.drift();
      expect(drifted.code).toBe(0);
      expect(drifted.outputs).toMatchObject({ outcome: 'drift', drift: 'true', 'exit-code': '2' });
      expect((await stage.reportDrift(drifted)).code).toBe(0);
      expect(stage.world.issues).toMatchObject([{ state: 'open', body: expect.stringContaining('bob@acme.com') }]);
      stage.simulator.perform('members/unsuspend', { user: { '.tag': 'email', email: 'bob@acme.com' } });
      const clean = await stage.drift();
      expect(clean.outputs).toMatchObject({ outcome: 'clean', drift: 'false', 'exit-code': '0' });
      await stage.reportDrift(clean);
      expect(stage.world.issues).toMatchObject([{ state: 'closed' }]);
    });
  });
}
