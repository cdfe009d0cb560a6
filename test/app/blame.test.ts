import { describe, expect, it } from 'vitest';
import { parsePorcelain } from '../../src/app/blame.js';

const commit = 'f3e2c9e0123456789012345678901234567890ab';

describe('what git blame says', () => {
  it('is read line by line, whatever the texts hold', () => {
    const text = [
      `${commit} 3 7 1`,
      'author Ada "the" Lovelace',
      'author-time 1772582400',
      'author-tz +0100',
      'summary Add Grace: as 0123456789012345678901234567890123456789 1 1',
      'filename team.yaml',
      `\t${commit} 1 1`,
      '0000000000000000000000000000000000000000 9 9 1',
      'author Not Committed Yet',
      'author-time 1772582400',
      '\tmembers: []',
      '',
    ].join('\n');
    expect(parsePorcelain(text)).toEqual([
      [
        7,
        {
          tag: 'committed',
          commit,
          author: 'Ada "the" Lovelace',
          on: '2026-03-04T00:00:00.000Z',
          summary: 'Add Grace: as 0123456789012345678901234567890123456789 1 1',
        },
      ],
      [9, { tag: 'uncommitted' }],
    ]);
  });
});
