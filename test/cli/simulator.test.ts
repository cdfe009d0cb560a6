import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workplace } from './command-line.js';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

const stopsAtOnce = { interruptWhen: (stderr: string) => stderr.includes('Press Ctrl-C') };

describe('the simulator command', () => {
  it('prints what to export, and stops when it is interrupted', async () => {
    const { code, stdout, stderr } = await workplace.run(['simulator'], stopsAtOnce);
    expect(stdout).toMatch(/^export DROPBOX_API_URL=\S+ DROPBOX_ACCESS_TOKEN=\S+$/m);
    expect(stderr).toContain('Stopped.');
    expect(code).toBe(0);
  });

  it('keeps the team in a state file', async () => {
    workplace.write('seed.json', JSON.stringify({ team: { name: 'Kept Inc' } }));
    await workplace.run(['simulator', '--seed', 'seed.json', '--state', 'state.json'], stopsAtOnce);
    expect(workplace.read('state.json')).toContain('Kept Inc');
    const again = await workplace.run(['simulator', '--state', 'state.json'], stopsAtOnce);
    expect(again.code).toBe(0);
  });

  it.each([
    ['--seed', '{"members": [{"mail": "x"}]}', 'The seed file.json cannot be used'],
    ['--seed', '{"members": ', 'The seed file.json cannot be used'],
    ['--faults', '[{"kind": "flood"}]', 'The fault script file.json cannot be used'],
    ['--state', '{}', 'The simulator cannot start'],
  ])('refuses %s %s', async (option, text, message) => {
    workplace.write('file.json', text);
    const { code, stderr } = await workplace.run(['simulator', option, 'file.json'], stopsAtOnce);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });

  it('says so when a file is missing', async () => {
    const { code, stderr } = await workplace.run(['simulator', '--seed', 'nowhere.json'], stopsAtOnce);
    expect(stderr).toContain('The seed nowhere.json cannot be read: there is no such file or folder.');
    expect(code).toBe(1);
  });
});
