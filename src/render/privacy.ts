import { createHmac } from 'node:crypto';

/** How much of a person may be shown. A key makes hashes that nobody can look up in a list of addresses. */
export type Privacy =
  | { readonly tag: 'full' }
  | { readonly tag: 'masked' }
  | { readonly tag: 'hash'; readonly key: string };

export type PrivacyMode = Privacy['tag'];

/**
 * Answers with a copy in which no address is whole, wherever it stands: in keys, ids, sentences and paths. Names and
 * ids of people are hidden where they are attributes. The same person is written the same everywhere in the value, and
 * with `hash` in every run with the same key; two people are never written the same. Meant for what is shown: a copy
 * cannot be applied.
 */
export function hidePeople<Value>(value: Value, privacy: Privacy): Value {
  if (privacy.tag === 'full') return value;
  const names = new HiddenNames(privacy);
  // Twice: what is alike can only be told apart when all of it is known.
  walk(value, names);
  names.settle();
  return walk(value, names) as Value;
}

const identityKeys: ReadonlySet<string> = new Set([
  ...['given_name', 'surname', 'external_id', 'persistent_id'],
  ...['givenName', 'externalId', 'persistentId'],
]);

/** Every run of characters that addresses are made of, and one that may join them. */
const RUN = /['#&A-Za-z0-9._%+@-]+/g;
const ADDRESS = /^(.+)@([A-Za-z0-9-](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)/;
/** What the address of a change begins with, before the person's own. */
const PREFIX = /^(?:member|group)\.(?=.)/;

class HiddenNames {
  private readonly shapes = new Map<string, Set<string>>();
  private readonly written = new Map<string, string>();
  private isSettled = false;

  constructor(private readonly privacy: Exclude<Privacy, { tag: 'full' }>) {}

  get mode(): PrivacyMode {
    return this.privacy.tag;
  }

  /** Numbers those who would look the same, in an order that does not depend on where they stand. */
  settle(): void {
    for (const [shape, originals] of this.shapes) {
      for (const [index, original] of [...originals].sort().entries()) {
        this.written.set(original, index === 0 ? shape : `${shape}·${index + 1}`);
      }
    }
    this.isSettled = true;
  }

  /** Hides the addresses in a text. */
  inText(text: string): string {
    if (!text.includes('@')) return text;
    return text.replace(RUN, (run) => (run.includes('@') ? this.inRun(run) : run));
  }

  /** Hides a whole value that tells who somebody is. */
  whole(key: string, text: string): string {
    if (text === '') return text;
    return this.write(`${key}\0${text}`, () => (text.includes('@') ? '…@…' : `${[...text][0] ?? ''}…`));
  }

  private inRun(run: string): string {
    const parts = ADDRESS.exec(run);
    if (parts === null) return run;
    const [found = '', local = '', domain = ''] = parts;
    const rest = run.slice(found.length);
    // More than one @: where one address ends and the next begins cannot be told.
    if (local.includes('@') || rest.includes('@')) return this.write(`run\0${run}`, () => '…@…');
    const name = local.replace(PREFIX, '').replace(/^'+(?=.)/, '');
    const lead = local.slice(0, local.length - name.length);
    const hidden = this.write(`address\0${name}@${domain}`.toLowerCase(), () => mask(name, domain));
    return `${lead}${hidden}${rest}`;
  }

  private write(original: string, shapeOf: () => string): string {
    const { privacy } = this;
    if (privacy.tag === 'hash') {
      const digest = createHmac('sha256', privacy.key).update(original).digest('hex').slice(0, 16);
      return original.startsWith('address\0') ? `person-${digest}` : `hidden-${digest}`;
    }
    const known = this.written.get(original);
    if (known !== undefined) return known;
    if (this.isSettled) throw new Error('a name was met only after all were known');
    const shape = shapeOf();
    const alike = this.shapes.get(shape);
    if (alike === undefined) this.shapes.set(shape, new Set([original]));
    else alike.add(original);
    return shape;
  }
}

/** `m…k@acme.example`; of one or two letters, less. */
function mask(local: string, domain: string): string {
  const folded = local.toLowerCase();
  const first = folded.length > 1 ? folded.slice(0, 1) : '';
  const last = folded.length > 2 ? folded.slice(-1) : '';
  return `${first}…${last}@${domain.toLowerCase()}`;
}

function walk(value: unknown, names: HiddenNames, key = ''): unknown {
  if (typeof value === 'string') {
    // A document that says how much of people it shows says so anew.
    if (key === 'privacy') return names.mode;
    return identityKeys.has(key) ? names.whole(snakeCase(key), value) : names.inText(value);
  }
  if (Array.isArray(value)) return value.map((entry) => walk(entry, names));
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Map) return new Map([...value].map(([name, entry]) => [walk(name, names), walk(entry, names)]));
  const copy = Object.entries(value).map(([name, entry]) => [names.inText(name), walk(entry, names, name)]);
  return { ...Object.fromEntries(copy), ...namedValue(value as Record<string, unknown>, names) };
}

/** Where a value's name is itself a value: in patches, in the steps of operations and in their summaries. */
function namedValue(object: Record<string, unknown>, names: HiddenNames): Record<string, unknown> {
  const { path, attribute, value, summary } = object;
  if (typeof value === 'string') {
    const name = typeof path === 'string' ? path.slice(1) : attribute;
    return typeof name === 'string' && identityKeys.has(name) ? { value: names.whole(name, value) } : {};
  }
  const spoken = typeof summary === 'string' ? findSpokenValue(summary, object) : null;
  if (typeof summary !== 'string' || spoken === null) return {};
  const hidden = names.whole(spoken.attribute, spoken.value);
  const rest = summary.slice(spoken.start + spoken.value.length);
  return { summary: `${names.inText(summary.slice(0, spoken.start))}${hidden}${rest}` };
}

interface SpokenValue {
  readonly attribute: string;
  readonly value: string;
  readonly start: number;
}

/** The name or id that `set the given name of ada@acme.com to Ada` sets; null where it sets none. */
function findSpokenValue(summary: string, { step, id, address }: Record<string, unknown>): SpokenValue | null {
  if (step !== null && typeof step === 'object') {
    const { attribute, value } = step as Record<string, unknown>;
    if (typeof value !== 'string' || typeof attribute !== 'string' || !identityKeys.has(attribute)) return null;
    const start = summary.lastIndexOf(` to ${value}`);
    return start < 0 ? null : { attribute, value, start: start + TO.length };
  }
  // Reports keep no steps: there the operation's id tells the attribute.
  if (typeof id !== 'string' || typeof address !== 'string' || !id.startsWith(`${address}/`)) return null;
  const [attribute = ''] = id.slice(address.length + 1).split('/');
  const start = summary.indexOf(TO);
  if (!identityKeys.has(attribute) || start < 0) return null;
  return { attribute, value: summary.slice(start + TO.length).replace(/ for a moment$/, ''), start: start + TO.length };
}

const TO = ' to ';

/** An operation's names are written as the file writes them, so that both are hidden alike. */
function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
