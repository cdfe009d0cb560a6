import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/provider.js';
import { impatientClock, Workplace } from './command-line.js';

const token = 'sl.secret-token-0123';
let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace({ DROPBOX_ACCESS_TOKEN: token });
  workplace.write('team.yaml', 'version: 1\nmembers: []\n');
});
afterEach(() => workplace.remove());

const brokenClock: Clock = {
  ...impatientClock,
  now: () => {
    throw new Error(`a bug that repeats ${token}\u001b[31m`);
  },
};

describe('a bug of Rollcall', () => {
  it('is told as one, in one line, without secrets and control characters', async () => {
    const { code, stderr } = await workplace.run(['plan'], { clock: brokenClock });
    expect(stderr).toContain('Internal error: a bug that repeats [secret]\\u{001b}[31m. This is a bug of Rollcall');
    expect(stderr).not.toContain('    at ');
    expect(code).toBe(1);
  });

  it('shows its place in the code with --verbose', async () => {
    const { stderr } = await workplace.run(['plan', '--verbose'], { clock: brokenClock });
    expect(stderr).toContain('    at ');
    expect(stderr).not.toContain(token);
  });

  it('is still one JSON document where that was promised', async () => {
    const { stdout } = await workplace.run(['plan', '--format', 'json'], { clock: brokenClock });
    expect(JSON.parse(stdout)).toMatchObject({ valid: false, diagnostics: [{ code: 'internal-error' }] });
    expect(stdout).not.toContain(token);
  });
});
