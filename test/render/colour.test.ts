import { describe, expect, it } from 'vitest';
import { colourLevel, makePalette } from '../../src/render/colour.js';

describe('colour', () => {
  it.each([
    ['is there on a terminal', 'auto', true, { TERM: 'xterm' }, 1],
    ['is richer where the terminal is', 'auto', true, { TERM: 'xterm-256color' }, 2],
    ['is full on a terminal that says so', 'auto', true, { TERM: 'xterm', COLORTERM: 'truecolor' }, 3],
    ['is not in a pipe', 'auto', false, { TERM: 'xterm' }, 0],
    ['is not on a dumb terminal', 'auto', true, { TERM: 'dumb' }, 0],
    ['is not with NO_COLOR', 'auto', true, { TERM: 'xterm', NO_COLOR: '1' }, 0],
    ['does not mind an empty NO_COLOR', 'auto', true, { TERM: 'xterm', NO_COLOR: '' }, 1],
    ['is forced into a pipe by FORCE_COLOR', 'auto', false, { FORCE_COLOR: '' }, 1],
    ['is forced as richly as FORCE_COLOR says', 'auto', false, { FORCE_COLOR: '3' }, 3],
    ['is switched off by FORCE_COLOR=0', 'auto', true, { TERM: 'xterm', FORCE_COLOR: '0' }, 0],
    [
      'is not where NO_COLOR and FORCE_COLOR contradict each other',
      'auto',
      true,
      { NO_COLOR: '1', FORCE_COLOR: '3' },
      0,
    ],
    ['is there in a pipe with --color always', 'always', false, {}, 1],
    [
      'is there with --color always, whatever NO_COLOR and TERM say',
      'always',
      false,
      { NO_COLOR: '1', TERM: 'dumb' },
      1,
    ],
    ['is not with --color never, whatever FORCE_COLOR says', 'never', true, { FORCE_COLOR: '3' }, 0],
  ] as const)('%s', (_, mode, isTty, env, level) => {
    expect(colourLevel({ mode, isTty, env })).toBe(level);
  });

  it('at level 0 leaves every text as it is', () => {
    const { level, ...paints } = makePalette(0);
    expect(level).toBe(0);
    expect(Object.values(paints).map((paint) => paint('x'))).toEqual(Object.values(paints).map(() => 'x'));
  });
});
