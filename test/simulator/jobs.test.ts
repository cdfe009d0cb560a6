import { describe, expect, it } from 'vitest';
import { at, group, start } from './harness.js';

const invite = { new_members: [{ member_email: 'new@acme.com' }] };

describe('a job', () => {
  it('is in progress as often as told, then complete, and can be asked again', async () => {
    const simulator = await start({ asyncJobs: 'always', jobPolls: 2 });
    const { async_job_id } = await simulator.ok('members/add_v2', invite);
    const tags: string[] = [];
    for (let n = 0; n < 4; n++) {
      tags.push((await simulator.ok('members/add/job_status/get_v2', { async_job_id }))['.tag']);
    }
    expect(tags).toEqual(['in_progress', 'in_progress', 'complete', 'complete']);
    expect(simulator.team.events()).toHaveLength(1);
  });

  it('is made of every addition that forces one, whatever the server would choose', async () => {
    const simulator = await start({ asyncJobs: 'never' });
    expect((await simulator.ok('members/add_v2', { ...invite, force_async: true }))['.tag']).toBe('async_job_id');
  });

  it('adds people when it is finished, and removes them when it is launched', async () => {
    const simulator = await start({ asyncJobs: 'always', jobPolls: 1 });
    const added = await simulator.ok('members/add_v2', invite);
    await simulator.ok('members/remove', { user: at('bob') });
    expect(simulator.team.member('new@acme.com')).toBeUndefined();
    expect(simulator.team.member('bob@acme.com')?.status).toBe('removed');
    const poll = { async_job_id: added.async_job_id };
    await simulator.ok('members/add/job_status/get_v2', poll);
    await simulator.ok('members/add/job_status/get_v2', poll);
    expect(simulator.team.member('new@acme.com')?.status).toBe('invited');
  });

  it('takes effect the other way round when so chosen', async () => {
    const options = { asyncJobs: 'always', addTakesEffect: 'launch', removeTakesEffect: 'completion' } as const;
    const simulator = await start({ ...options, jobPolls: 0 });
    await simulator.ok('members/add_v2', invite);
    const removal = await simulator.ok('members/remove', { user: at('bob') });
    expect(simulator.team.member('new@acme.com')?.status).toBe('invited');
    expect(simulator.team.member('bob@acme.com')?.status).toBe('active');
    await simulator.ok('members/remove/job_status/get', { async_job_id: removal.async_job_id });
    expect(simulator.team.member('bob@acme.com')?.status).toBe('removed');
  });

  it('moves the files of whoever is removed when it is finished, whenever the removal itself takes effect', async () => {
    for (const removeTakesEffect of ['launch', 'completion'] as const) {
      const simulator = await start({ asyncJobs: 'always', jobPolls: 0, removeTakesEffect });
      const transfer = { transfer_dest_id: at('grace'), transfer_admin_id: at('ada') };
      const { async_job_id } = await simulator.ok('members/remove', { user: at('bob'), ...transfer });
      const poll = { async_job_id };
      expect(await simulator.ok('members/remove/job_status/get', poll)).toEqual({ '.tag': 'complete' });
      expect(simulator.team.member('bob@acme.com')).toMatchObject({ files: 'transferred', is_recoverable: false });
    }
  });

  it('is finished after a minute even if nobody asks', async () => {
    const simulator = await start({ asyncJobs: 'always' });
    await simulator.ok('members/add_v2', invite);
    simulator.advance(60_000);
    await simulator.ok('get_info');
    expect(simulator.team.member('new@acme.com')?.status).toBe('invited');
  });

  it('can be asked for only where jobs of its kind are told of', async () => {
    const simulator = await start({ asyncJobs: 'always', jobPolls: 0 });
    const jobs = {
      'members/add/job_status/get': await simulator.ok('members/add', invite),
      'members/add/job_status/get_v2': await simulator.ok('members/add_v2', invite),
      'members/remove/job_status/get': await simulator.ok('members/remove', { user: at('bob') }),
      'groups/job_status/get': await simulator.ok('groups/delete', group('g:eng')),
    };
    for (const [pollRoute, owner] of Object.entries(jobs)) {
      for (const other of Object.keys(jobs)) {
        const poll = { async_job_id: owner.async_job_id };
        if (other === pollRoute) await simulator.ok(other, poll);
        else expect(await simulator.refusal(other, poll)).toBe('invalid_async_job_id');
      }
    }
  });

  it('comes or not by chance unless told', async () => {
    const simulator = await start({ asyncJobs: 'random' });
    const tags = new Set<string>();
    for (let n = 0; n < 20; n++) tags.add((await simulator.ok('members/add_v2', { new_members: [] }))['.tag']);
    expect(tags).toEqual(new Set(['complete', 'async_job_id']));
  });
});
