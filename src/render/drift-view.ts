import { type DriftEffect, driftEffects } from '../plan/drift.js';
import type { ExplainedDifference } from '../plan/drift-cause.js';
import type { DriftReport } from '../plan/drift-report.js';
import { compareText } from './compare-text.js';
import { isByApp, isOwnChoice, whoseDifference } from './drift-words.js';
import { countOf, joinWords } from './prose.js';

/** Drift as people look at it: what every renderer shows, worst first. Names are not escaped. */
export interface DriftView {
  /** What the differences mean for people, without names. */
  readonly verdict: string;
  /** Those that are not empty, each sorted by person. */
  readonly tables: readonly DriftTable[];
  /** Differences that somebody chose for themselves. */
  readonly ownChoices: number;
  /** Differences that an app made, as an earlier apply would. */
  readonly byApps: number;
}

/** All differences of one weight. */
export interface DriftTable {
  readonly effect: DriftEffect;
  readonly rows: readonly DriftRow[];
}

/** What was done at once to one person or group: whoever is removed from the team leaves its groups with it. */
export interface DriftRow {
  readonly who: string;
  /** All of one cause; being there at all comes first. */
  readonly differences: readonly [ExplainedDifference, ...ExplainedDifference[]];
}

/** Makes the one view that all renderers of drift share. Pure; equal reports give equal views. */
export function makeDriftView({ differences }: DriftReport): DriftView {
  return {
    verdict: describeVerdict(differences),
    tables: driftEffects
      .map((effect) => ({ effect, rows: makeRows(differences.filter((one) => one.effect === effect)) }))
      .filter(({ rows }) => rows.length > 0),
    ownChoices: differences.filter(isOwnChoice).length,
    byApps: differences.filter(isByApp).length,
  };
}

function makeRows(differences: readonly ExplainedDifference[]): DriftRow[] {
  const rows = new Map<string, [ExplainedDifference, ...ExplainedDifference[]]>();
  const ordered = [...differences].sort(
    (a, b) => Number(a.attribute !== null) - Number(b.attribute !== null) || compareText(a.address, b.address),
  );
  const isAbout = ({ kind, attribute }: ExplainedDifference) => kind === 'member' && attribute === null;
  const missing = new Set(ordered.filter(isAbout).map(whoseDifference));
  for (const difference of ordered) {
    const who = whoseDifference(difference);
    // Without a cause, nothing else tells what belongs together.
    const isOne = difference.cause.tag === 'logged' || missing.has(who);
    const place = JSON.stringify([who, difference.cause, isOne ? '' : `${difference.address} ${difference.attribute}`]);
    const row = rows.get(place);
    if (row === undefined) rows.set(place, [difference]);
    else row.push(difference);
  }
  return [...rows.values()]
    .map((found) => ({ who: whoseDifference(found[0]), differences: found }))
    .sort((a, b) => compareText(a.who, b.who));
}

const verdicts = {
  'gained-power': ['has power that the file does not give', 'have power that the file does not give'],
  'gained-access': ['has access that the file does not give', 'have access that the file does not give'],
  'lost-access': ['lost access that the file gives', 'lost access that the file gives'],
  'lost-power': ['lost power that the file gives', 'lost power that the file gives'],
} as const satisfies Record<Exclude<DriftEffect, 'other'>, readonly [string, string]>;

/** People are counted once for each thing that happened to them; groups, names and the like only as differences. */
function describeVerdict(differences: readonly ExplainedDifference[]): string {
  const told = (Object.keys(verdicts) as (keyof typeof verdicts)[]).flatMap((effect) => {
    const about = differences.filter((one) => one.effect === effect && (one.kind === 'member' || one.member !== null));
    const people = new Set(about.map(whoseDifference)).size;
    return people === 0 ? [] : [`${countOf(people, 'person', 'people')} ${verdicts[effect][people === 1 ? 0 : 1]}`];
  });
  const others = differences.filter(
    ({ effect, kind, member }) => effect === 'other' || (kind === 'group' && member === null),
  );
  const rest = others.length === 0 ? [] : [countOf(others.length, told.length > 0 ? 'other difference' : 'difference')];
  return joinWords([...told, ...rest]);
}
