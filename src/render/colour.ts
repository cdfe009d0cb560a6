import { Chalk } from 'chalk';

/** No colour, 16 colours, 256 colours, or any. */
export type ColourLevel = 0 | 1 | 2 | 3;

/** What `--color` says. */
export type ColourMode = 'auto' | 'always' | 'never';

/** The few ways in which output is marked. At level 0 all of them leave the text as it is. */
export interface Palette {
  readonly level: ColourLevel;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  /** What comes to be. */
  readonly added: (text: string) => string;
  /** What is different, and arrows. */
  readonly changed: (text: string) => string;
  /** What goes, and what failed. */
  readonly removed: (text: string) => string;
  /** A word nobody may overlook. */
  readonly alarming: (text: string) => string;
  /** Places: hunks, positions. */
  readonly place: (text: string) => string;
}

/** Makes the palette of one output stream. */
export function makePalette(level: ColourLevel): Palette {
  const chalk = new Chalk({ level });
  return {
    level,
    bold: chalk.bold,
    dim: chalk.gray,
    added: chalk.green,
    changed: chalk.yellow,
    removed: chalk.red,
    alarming: chalk.bold.red,
    place: chalk.cyan,
  };
}

/** What decides about colour on one stream. */
export interface ColourSettings {
  readonly mode: ColourMode;
  /** Of the stream that is really written to. */
  readonly isTty: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Decides how much colour a stream gets. `--color` beats the environment; there NO_COLOR beats FORCE_COLOR, so that
 * whoever cannot bear colour has the last word over a CI's defaults.
 */
export function colourLevel({ mode, isTty, env }: ColourSettings): ColourLevel {
  if (mode === 'never') return 0;
  const offered = offeredLevel(env);
  if (mode === 'always') return forcedLevel(env.FORCE_COLOR) || offered || 1;
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return 0;
  if (env.FORCE_COLOR !== undefined) return forcedLevel(env.FORCE_COLOR);
  return isTty ? offered : 0;
}

/** `FORCE_COLOR` as Node reads it: empty and `true` mean 16 colours. */
function forcedLevel(value: string | undefined): ColourLevel {
  switch (value) {
    case '':
    case 'true':
    case '1':
      return 1;
    case '2':
      return 2;
    case '3':
      return 3;
    default:
      return 0;
  }
}

function offeredLevel(env: ColourSettings['env']): ColourLevel {
  const term = env.TERM ?? '';
  if (term === 'dumb') return 0;
  if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit') return 3;
  return term.includes('256') ? 2 : 1;
}
