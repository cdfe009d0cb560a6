import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rollcallVersion } from '../../src/app/rollcall-version.js';
import * as library from '../../src/index.js';

const packageFile = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));

describe('the package', () => {
  it('has one version', () => {
    expect(rollcallVersion).toBe(packageFile.version);
  });

  it('offers the use-cases and the pure core to programs', () => {
    expect(Object.keys(library)).toEqual(
      expect.arrayContaining([
        'applyTeam',
        'createDropboxProvider',
        'exportTeam',
        'makePlan',
        'parseTeamFile',
        'planTeam',
      ]),
    );
  });
});
