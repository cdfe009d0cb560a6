import { nearest } from '../config/nearest.js';
import type { Diagnostic, Parsed } from '../model/diagnostic.js';
import { type GuardName, guardNames } from '../model/policy.js';

/** Reads the names of guards that a run shall lift, each once. An unknown name is told, with the one that was meant. */
export function parseGuardOverrides(names: readonly string[]): Parsed<readonly GuardName[]> {
  const known: GuardName[] = [];
  const problems: Diagnostic[] = [];
  for (const name of new Set(names)) {
    const guard = guardNames.find((candidate) => candidate === name);
    if (guard !== undefined) known.push(guard);
    else problems.push(unknownGuard(name));
  }
  return problems.length > 0
    ? { ok: false, diagnostics: problems }
    : { ok: true, value: known.sort(), diagnostics: [] };
}

function unknownGuard(name: string): Diagnostic {
  const meant = nearest(name, guardNames);
  return {
    code: 'unknown-guard',
    severity: 'error',
    message: `there is no guard ${JSON.stringify(name)} to override.`,
    advice: meant === null ? `It is one of ${guardNames.join(', ')}.` : `Did you mean ${meant}?`,
    position: null,
  };
}
