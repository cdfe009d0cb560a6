import { lstatSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileWhole } from '../../src/cli/write-file.js';
import { Workplace } from './command-line.js';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

const write = (path: string, text: string) => writeFileWhole({ path, cwd: workplace.folder }, text);

describe('writing a file', () => {
  it('leaves nothing but the file', async () => {
    await write('plan.json', 'one');
    await write('plan.json', 'two');
    expect(readdirSync(workplace.folder)).toEqual(['plan.json']);
    expect(workplace.read('plan.json')).toBe('two');
  });

  it('keeps a symbolic link, and the mode of the file', async () => {
    workplace.write('real.json', 'one');
    symlinkSync('real.json', workplace.path('link.json'));
    const { mode } = statSync(workplace.path('real.json'));
    await write('link.json', 'two');
    expect(lstatSync(workplace.path('link.json')).isSymbolicLink()).toBe(true);
    expect(workplace.read('real.json')).toBe('two');
    expect(statSync(workplace.path('real.json')).mode).toBe(mode);
  });

  it('writes to a device', async () => {
    await expect(write('/dev/null', 'text')).resolves.toBeUndefined();
  });

  it('says in words why it cannot', async () => {
    await expect(write('missing/plan.json', 'text')).rejects.toThrow(
      'missing/plan.json cannot be written: there is no such file or folder.',
    );
  });
});
