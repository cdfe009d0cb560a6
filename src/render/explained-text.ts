import type { Palette } from './colour.js';
import { DEFAULT_WIDTH, wrapProse } from './prose.js';

/** A word that Rollcall or Dropbox uses, and what to know about it. */
export interface Explained {
  readonly tag: string;
  readonly origin: 'dropbox' | 'rollcall' | 'guard';
  readonly meaning: string;
  readonly handling: string;
  readonly advice: string;
}

export interface ExplainedTextOptions {
  readonly palette: Palette;
  /** Columns; 78 unless given. */
  readonly width?: number | undefined;
}

const origins = {
  dropbox: 'an error tag of Dropbox',
  rollcall: 'a word of Rollcall',
  guard: 'a guard of Rollcall',
} as const satisfies Record<Explained['origin'], string>;

/** Writes one explanation: what it means, what Rollcall does, what to do. */
export function renderExplained(explained: Explained, options: ExplainedTextOptions): string {
  const { palette, width = DEFAULT_WIDTH } = options;
  const paragraph = (text: string) => wrapProse(text, width).join('\n');
  return `${[
    `${palette.bold(explained.tag)}: ${origins[explained.origin]}`,
    paragraph(explained.meaning),
    `${palette.bold('What Rollcall does:')}\n${paragraph(explained.handling)}`,
    `${palette.bold('What to do:')}\n${paragraph(explained.advice)}`,
  ].join('\n\n')}\n`;
}

/** Writes the list of all that can be explained, each with its meaning below it. */
export function renderExplainedList(all: Iterable<Explained>, options: ExplainedTextOptions): string {
  const { palette, width = DEFAULT_WIDTH } = options;
  return [...all]
    .map(({ tag, meaning }) => {
      const lines = wrapProse(`    ${meaning}`, width, '    ');
      return `${palette.bold(tag)}\n${lines.join('\n')}\n`;
    })
    .join('');
}
