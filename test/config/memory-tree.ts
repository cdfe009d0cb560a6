import { parseTeamFile } from '../../src/config/parse.js';
import type { SourceTree } from '../../src/config/source-tree.js';
import type { DesiredGroup, DesiredMember, DesiredState } from '../../src/model/desired-state.js';
import type { Diagnostic } from '../../src/model/diagnostic.js';
import { formatPosition } from '../../src/model/source-position.js';

/** Files by name; a pattern `folder/*` matches by its beginning, any other pattern exactly. */
export function memoryTree(files: { readonly [path: string]: string }): SourceTree {
  return {
    readText: (path) => {
      const text = files[path];
      return text === undefined
        ? { ok: false, problem: { code: 'file-not-found', message: `${path} does not exist.`, advice: 'Name a file.' } }
        : { ok: true, text, realPath: path };
    },
    expand: (pattern) => {
      const [folder = '', star] = pattern.split('*');
      return Object.keys(files)
        .filter((path) => (star === undefined ? path === pattern : path.startsWith(folder)))
        .map((path) => ({ path, realPath: path, isInside: true }));
    },
  };
}

/** Reads one file, and others that it includes. */
export function readTeam(text: string, others: { readonly [path: string]: string } = {}) {
  return parseTeamFile('team.yaml', memoryTree({ 'team.yaml': text, ...others }));
}

/** A diagnostic as one line: `team.yaml:3:5 message advice`. */
export function lineOf(diagnostic: Diagnostic): string {
  const place = diagnostic.position === null ? '' : `${formatPosition(diagnostic.position)} `;
  return `${place}${diagnostic.message}${diagnostic.advice === undefined ? '' : ` ${diagnostic.advice}`}`;
}

/** All problems of a file, each as one line. */
export function problemsOf(text: string, others: { readonly [path: string]: string } = {}): readonly string[] {
  return readTeam(text, others).diagnostics.map(lineOf);
}

/** The codes of all problems, in their order. */
export function codesOf(text: string, others: { readonly [path: string]: string } = {}): readonly string[] {
  return readTeam(text, others).diagnostics.map(({ code }) => code);
}

/** The state of a file that must be right. */
export function stateOf(text: string, others: { readonly [path: string]: string } = {}): DesiredState {
  const parsed = readTeam(text, others);
  if (!parsed.ok) throw new Error(`the file is not right: ${parsed.diagnostics.map(lineOf).join('\n')}`);
  return parsed.value;
}

/** A member of a file that must be right. */
export function memberOf(text: string, email: string): DesiredMember {
  const member = stateOf(text).members.find((candidate) => candidate.email === email);
  if (member === undefined) throw new Error(`${email} is not in the file`);
  return member;
}

/** A group of a file that must be right. */
export function groupOf(text: string, name: string): DesiredGroup {
  const group = stateOf(text).groups.find((candidate) => candidate.attributes.name === name);
  if (group === undefined) throw new Error(`${name} is not in the file`);
  return group;
}
