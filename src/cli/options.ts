import { InvalidArgumentError, Option } from 'commander';

/** What every command takes, before or after its name. */
export interface GlobalOptions {
  /** The team file; `-` is standard input. */
  readonly file: string;
  readonly color: 'auto' | 'always' | 'never';
  readonly apiUrl?: string;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  /** The stored sign-in to use; ROLLCALL_PROFILE or `default` where it is left out. */
  readonly profile?: string;
}

/** The options that hold for all commands. */
export function globalOptions(): Option[] {
  return [
    new Option('-f, --file <path>', 'the team file; - reads standard input').default('team.yaml'),
    new Option('--color <when>', 'colour the output').choices(['auto', 'always', 'never']).default('auto'),
    new Option('--api-url <url>', 'another address of the API, for a simulator or a proxy (env DROPBOX_API_URL)'),
    new Option('--profile <name>', 'the sign-in to use or to store (env ROLLCALL_PROFILE; default "default")'),
    new Option('--verbose', 'tell each API call on standard error').conflicts('quiet'),
    new Option('-q, --quiet', 'no progress; problems, warnings and results are told all the same'),
  ];
}

export function overrideGuardOption(): Option {
  return new Option('--override-guard <name>', 'lift one guard for this run; repeat it for several')
    .argParser((name: string, previous: readonly string[]) => [...previous, name])
    .default([], 'none');
}

export function yamlDiffOption(): Option {
  return new Option('--yaml-diff', 'show the changes as a diff of YAML');
}

const DATE = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** Reads a date (midnight UTC) or an instant with its zone, into milliseconds since the epoch. */
export function parseInstant(text: string): number {
  const [, day, time] = DATE.exec(text) ?? [];
  const instant = day === undefined ? Number.NaN : Date.parse(time === undefined ? `${day}T00:00:00Z` : text);
  // The 30th of February would quietly become the 2nd of March.
  const isRealDay = day !== undefined && !Number.isNaN(instant) && isoDay(Date.parse(`${day}T00:00:00Z`)) === day;
  if (!isRealDay) {
    throw new InvalidArgumentError('Write a date like 2026-12-31, or an instant like 2026-12-31T09:30:00Z.');
  }
  return instant;
}

function isoDay(milliseconds: number): string {
  return Number.isNaN(milliseconds) ? '' : new Date(milliseconds).toISOString().slice(0, 10);
}

/** Makes a reader of whole numbers within limits. */
export function parseWholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
  };
}

/** Reads a digest, with or without `sha256:` before it. */
export function parseDigest(text: string): string {
  const digits = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(text)?.[1];
  if (digits === undefined) {
    throw new InvalidArgumentError('Write the whole digest as the plan printed it: sha256: and 64 hexadecimal digits.');
  }
  return `sha256:${digits.toLowerCase()}`;
}
