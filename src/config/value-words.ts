import type * as z from 'zod';
import { emailSchema } from '../model/member.js';
import type { DiagnosticWords } from './diagnostic-list.js';
import { nearest } from './nearest.js';
import type { Field } from './schema.js';
import type { SourceNode } from './source.js';

type Issue = z.core.$ZodIssue;
interface Words {
  readonly code?: string;
  readonly message: string;
  readonly advice: string;
}

/** The longest piece of a file that a message repeats. */
const LONGEST_SHOWN = 60;

/** Says why a value cannot stand where it stands, and what to write instead. */
export function describeValue(field: Field, node: SourceNode, written: string, issue: Issue): DiagnosticWords {
  const words = describeIssue(field, node, written, issue);
  return { code: words.code ?? 'invalid-value', ...words };
}

/** A value for a message: quoted, and cut where it is long. */
export function show(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return `"${line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN - 1)}…` : line}"`;
}

/** What a node is, for somebody who expected something else. */
export function describeKind(node: SourceNode): string {
  switch (node.kind) {
    case 'mapping':
      return 'a mapping (key: value)';
    case 'sequence':
      return 'a list';
    case 'scalar':
      if (node.value === null) return 'empty';
      return `the ${nameOfType(node.value)} ${typeof node.value === 'string' ? show(node.value) : String(node.value)}`;
  }
}

function nameOfType(value: string | number | boolean): string {
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return 'number';
    default:
      return 'truth value';
  }
}

function describeIssue(field: Field, node: SourceNode, written: string, issue: Issue): Words {
  if (node.kind === 'scalar' && node.value === null) return describeNull(field);
  switch (issue.code) {
    case 'invalid_union':
      return describeUnion(field, node, written, issue);
    case 'invalid_type':
      return describeType(field, node, written, issue);
    case 'invalid_value':
      return describeChoice(field, node, written, issue.values.map(String));
    case 'too_small':
      return describeTooSmall(field, written, issue);
    case 'too_big':
      return describeTooBig(field, node, written, issue);
    default:
      return describeFormat(field, node, issue.message);
  }
}

function describeNull(field: Field): Words {
  const isList = field.schema.safeParse([]).success;
  return {
    code: 'wrong-type',
    message: `${field.label} has no value.`,
    advice: isList
      ? 'Write [] for none, or leave the key out to leave it as it is.'
      : 'It cannot be cleared: give it a value, or leave the key out to leave it as it is.',
  };
}

/** Of several ways in which a value could have been right, the last one is told: the general case, by our own order. */
function describeUnion(field: Field, node: SourceNode, written: string, issue: z.core.$ZodIssueInvalidUnion): Words {
  const last = issue.errors.findLast((errors) => errors.length > 0)?.[0];
  if (last === undefined) {
    return { message: `${field.label} ${show(written)} cannot stand here.`, advice: exampleAdvice(field) };
  }
  return describeIssue(field, node, written, last);
}

function describeType(field: Field, node: SourceNode, written: string, issue: z.core.$ZodIssueInvalidType): Words {
  const { label } = field;
  const code = 'wrong-type';
  if (node.kind !== 'scalar' || node.value === null) {
    const belongs = expectation(issue);
    return {
      code,
      message: `${label} is ${describeKind(node)} where ${belongs} belongs.`,
      advice: belongs === 'text' ? exampleAdvice(field) : `Write ${belongs}.`,
    };
  }
  const { value } = node;
  if (issue.expected === 'string') {
    const canQuote = [written, [written]].some((text) => field.schema.safeParse(text).success);
    return {
      code,
      message: `${label} ${written} is read by YAML as the ${nameOfType(value)} ${String(value)}, not as text.`,
      advice: canQuote ? `Quote it: '${written}'.` : exampleAdvice(field),
    };
  }
  if (issue.expected === 'boolean') {
    const meant = /^(y|yes|on|true)$/i.test(written) ? 'true' : /^(n|no|off|false)$/i.test(written) ? 'false' : null;
    return {
      code,
      message: `${label} is ${describeKind(node)}, not true or false.`,
      advice: meant === null ? 'Write true or false.' : `Write ${meant}, without quotes.`,
    };
  }
  if (issue.expected === 'array') {
    return { code, message: `${label} is ${describeKind(node)}, not a list.`, advice: `Write a list: [${written}].` };
  }
  const number = typeof value === 'string' ? /^\s*([0-9]+)/.exec(value)?.[1] : undefined;
  return {
    code,
    message: `${label} is ${describeKind(node)}, not a whole number.`,
    advice: number === undefined ? 'Write a whole number.' : `Write only the number: ${number}.`,
  };
}

function expectation(issue: z.core.$ZodIssueInvalidType): string {
  switch (issue.expected) {
    case 'string':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
      return 'a mapping';
    default:
      return 'a whole number';
  }
}

function describeChoice(field: Field, node: SourceNode, written: string, choices: readonly string[]): Words {
  const meant = node.kind === 'scalar' ? nearest(String(node.value), choices) : null;
  const all = choices.length === 1 ? `Write ${choices[0]}.` : `It is one of ${choices.join(', ')}.`;
  if (node.kind !== 'scalar') {
    return { code: 'wrong-type', message: `${field.label} is ${describeKind(node)}, not a word.`, advice: all };
  }
  return {
    message: `${field.label} ${show(String(node.value ?? written))} is not known.`,
    advice: meant === null ? all : `Did you mean ${meant}? ${all}`,
  };
}

function describeTooSmall(field: Field, written: string, issue: z.core.$ZodIssueTooSmall): Words {
  const clearable = field.schema.safeParse(null).success;
  if (issue.origin === 'string') {
    return {
      message: `${field.label} is empty text.`,
      advice: clearable ? 'Write null to clear it, or leave the key out.' : 'Give it a value.',
    };
  }
  const unit = field.unit === undefined ? '' : ` ${field.unit}`;
  // The last word of a label is its noun: "space quota".
  const clearing = clearable ? `, or null to remove the ${field.label.split(' ').at(-1)}` : '';
  const whose = field.unit === undefined ? 'the' : "Dropbox's";
  return {
    message: `${field.label} ${written}${unit} is below ${whose} minimum of ${issue.minimum}${unit}.`,
    advice: `Use ${issue.minimum} or more${clearing}.`,
  };
}

function describeTooBig(field: Field, node: SourceNode, written: string, issue: z.core.$ZodIssueTooBig): Words {
  if (issue.origin === 'string' && node.kind === 'scalar') {
    return {
      message: `${field.label} ${show(written)} is ${String(node.value).length} characters long; the most is ${issue.maximum}.`,
      advice: 'Shorten it.',
    };
  }
  return {
    message: `${field.label} ${written} is above the maximum of ${issue.maximum}.`,
    advice: `Use ${issue.maximum} or less.`,
  };
}

/** What the schema says of an address that is none; names, dates and roles say something else. */
const notAnAddress = emailSchema.safeParse('').error?.issues[0]?.message;

function describeFormat(field: Field, node: SourceNode, reason: string): Words {
  const text = node.kind === 'scalar' ? String(node.value) : '';
  const message = `${field.label} ${show(text)}${reason.startsWith('not ') ? ' is ' : ': '}${reason}.`;
  if (reason === notAnAddress) return { message, advice: addressAdvice(text) };
  const examples = examplesOf(field);
  // A single example shows the form; only several are values that somebody can have meant.
  const meant = examples.length > 1 ? nearest(text, examples) : null;
  if (meant !== null) return { message, advice: `Did you mean ${meant}?` };
  return { message, advice: reason.startsWith('not ') ? exampleAdvice(field) : 'Leave it out.' };
}

function addressAdvice(text: string): string {
  const foreign = /[^\x20-\x7e]/u.exec(text)?.[0];
  if (foreign === undefined) return 'Write one address, like ada@acme.com.';
  const code = (foreign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `It holds the character U+${code} (${foreign}), and Dropbox takes plain ASCII addresses only: type it anew.`;
}

function exampleAdvice(field: Field): string {
  const [example] = examplesOf(field);
  return example === undefined ? 'Write text.' : `Write it like ${example}.`;
}

function examplesOf({ examples }: Field): readonly string[] {
  return examples.filter((example) => typeof example === 'string');
}
