import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, type Subject, seed, start } from './harness.js';

let folder: string;
let stateFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-simulator-'));
  stateFile = join(folder, 'state.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Stops without a word, as a killed process does, and starts again on the same file. */
async function restart(simulator: Subject): Promise<Subject> {
  await simulator.close();
  return start({ stateFile, asyncJobs: 'always', jobPolls: 1 });
}

describe('a simulator with a state file', () => {
  it('goes on where a killed one stopped: members, tokens, jobs and the team log', async () => {
    const first = await start({ stateFile, asyncJobs: 'always', jobPolls: 1 });
    first.advance(30 * 86_400_000);
    await first.ok('members/suspend', { user: at('bob') });
    const job = await first.ok('members/add_v2', { new_members: [{ member_email: 'new@acme.com' }] });
    const minted = first.mint({ actingAdmin: 'grace@acme.com' });
    const snapshot = first.team.snapshot();

    const second = await restart(first);
    expect(second.team.snapshot()).toEqual(snapshot);
    expect(second.token).toBe(first.token);
    expect((await second.call('team/get_info', null, minted)).status).toBe(200);
    const poll = { async_job_id: job.async_job_id };
    await second.ok('members/add/job_status/get_v2', poll);
    expect((await second.ok('members/add/job_status/get_v2', poll))['.tag']).toBe('complete');
    expect(second.team.events()).toHaveLength(2);
    expect(second.log[0]?.atMs).toBeGreaterThan(Date.now() + 29 * 86_400_000);

    const third = await restart(second);
    expect(third.team.member('new@acme.com')?.status).toBe('invited');
    const ids = third.team.snapshot().members?.map((member) => member.team_member_id) ?? [];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('leaves no half-written files about, and listings start over after a restart', async () => {
    const first = await start({ stateFile });
    const { cursor } = await first.ok('members/list_v2', { limit: 1 });
    await first.ok('members/suspend', { user: at('bob') });
    expect(readdirSync(folder)).toEqual(['state.json']);
    const second = await restart(first);
    expect(await second.refusal('members/list/continue_v2', { cursor })).toBe('invalid_cursor');
  });

  it('remembers an acting admin who is gone', async () => {
    const first = await start({ stateFile });
    first.perform('members/remove', { user: at('ada'), permanently_delete_files: true }, 'grace@acme.com');
    const second = await restart(first);
    expect(await second.refusal('token/get_authenticated_admin')).toBe('admin_not_active');
  });

  it('does not overwrite a file that is something else', async () => {
    writeFileSync(stateFile, JSON.stringify(seed));
    await expect(start({ stateFile })).rejects.toThrow('is not a state file of the simulator');
  });
});
