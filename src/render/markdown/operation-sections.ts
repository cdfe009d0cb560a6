import { countOf } from '../prose.js';
import type { Section } from './budget.js';
import { fence } from './code-span.js';
import { details, fixed } from './document.js';
import type { OperationLine } from './operation-lines.js';

/** Lists up to this long are open. */
const OPEN_AT_MOST = 10;

/** Few changes stand with the losses; many get a list of their own, so that they do not bury them. */
export function operationSections(lines: readonly OperationLine[]): Section[] {
  const of = (sign: OperationLine['sign']) => lines.filter((line) => line.sign === sign);
  const [losses, changes, additions] = [of('-'), of('!'), of('+')];
  if (lines.length <= OPEN_AT_MOST) return [operations('Operations', lines, 5)];
  if (changes.length > OPEN_AT_MOST || losses.length === 0) {
    return [operations('Losses', losses, 5), operations('Changes', changes, 3), operations('Additions', additions, 2)];
  }
  return [operations('Losses and changes', [...losses, ...changes], 5), operations('Additions', additions, 2)];
}

function operations(label: string, lines: readonly OperationLine[], rank: number): Section {
  if (lines.length === 0) return fixed('');
  const count = `${label}: ${countOf(lines.length, 'operation')}`;
  const texts = lines.map(({ text }) => text);
  const isOpen = lines.length <= OPEN_AT_MOST || lines[0]?.sign === '-';
  const full = isOpen ? fence('diff', texts) : details(count, fence('diff', texts));
  const more = lines.length - OPEN_AT_MOST;
  const short = `${fence('diff', texts.slice(0, OPEN_AT_MOST))}\n\n**${label}: ${more} more.**`;
  return { forms: [full, ...(more > 0 ? [short] : []), `**${count}**, not listed here.`], rank };
}
