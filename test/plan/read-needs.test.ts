import { describe, expect, it } from 'vitest';
import { readNeedsOf } from '../../src/plan/read-needs.js';
import { temporaryGroupName } from '../../src/plan/temporary-values.js';
import { desiredGroup, desiredMember, desiredState } from '../support/team-builders.js';

const ada = desiredMember('ada@acme.com');

describe('what has to be read beyond the listings', () => {
  it('is nothing for a file that speaks of neither quotas nor owners', () => {
    expect(readNeedsOf(desiredState([ada], [desiredGroup('Eng', [ada.email])]))).toEqual({
      accessOfGroups: { names: [], externalIds: [] },
      quotas: false,
    });
  });

  it('is quotas where one member has one, or is to have none', () => {
    const clearing = desiredMember('bob@acme.com', { attributes: { space_quota_gb: null } });
    expect(readNeedsOf(desiredState([ada, clearing])).quotas).toBe(true);
  });

  it('is the owners of a group where the file says an access, by every name that the group may have', () => {
    const group = desiredGroup('Eng', [{ email: ada.email, access: 'member' }], {
      attributes: { external_id: 'g1' },
      previousNames: ['Engineering'],
    });
    expect(readNeedsOf(desiredState([ada], [group, desiredGroup('Ops', [ada.email])])).accessOfGroups).toEqual({
      names: ['eng', temporaryGroupName('Eng'), 'engineering'],
      externalIds: ['g1'],
    });
  });
});
