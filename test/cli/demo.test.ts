import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workplace } from './command-line.js';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

describe('the demo', () => {
  it('plans, applies and plans again without a token, from any folder, and converges', async () => {
    const { code, stdout } = await workplace.run(['demo']);
    expect(stdout).toContain('$ rollcall plan -f team.yaml');
    expect(stdout).toContain('Loses access:');
    expect(stdout).toContain('Applied.');
    expect(stdout).toContain('No changes. The team matches team.yaml.');
    expect(code).toBe(0);
  });
});
