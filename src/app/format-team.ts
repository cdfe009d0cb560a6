import { formatTeamFile } from '../config/format.js';
import { readTeamFile } from '../config/parse.js';
import type { SourceTree } from '../config/source-tree.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { type Rejected, reject } from './outcome.js';

/** One file of a team, before and after. Equal texts: it was in order. */
export interface FormattedFile {
  /** As the user named it, or as the include found it; `-` is standard input. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface Formatted {
  readonly tag: 'formatted';
  /** The team file first, then what it includes. */
  readonly files: readonly FormattedFile[];
}

/**
 * Formats a team file and what it includes, and writes nothing. Files need only be YAML: other problems are for `validate`
 * to tell. Where one file cannot be read or formatted, none is.
 */
export function formatTeam(path: string, tree: SourceTree): Formatted | Rejected {
  const { parsed, sources } = readTeamFile(path, tree);
  const missing = parsed.diagnostics.filter(({ severity, code }) => severity === 'error' && isAboutFiles(code));
  if (missing.length > 0) return reject(missing, sources);
  const problems: Diagnostic[] = [];
  const files: FormattedFile[] = [];
  for (const name of sources.keys()) {
    const own = name === '<stdin>' ? '-' : name;
    const content = tree.readText(own);
    if (!content.ok) {
      problems.push({ ...content.problem, severity: 'error', position: null });
      continue;
    }
    const formatted = formatTeamFile(name, content.text);
    if (formatted.ok) files.push({ path: own, before: content.text, after: formatted.value });
    else problems.push(...formatted.diagnostics);
  }
  return problems.length > 0 ? reject(problems, sources) : { tag: 'formatted', files };
}

/** Whether a problem keeps files from being found or read at all. */
function isAboutFiles(code: string): boolean {
  return /^(include-|file-|not-a-file|not-utf-8)/.test(code);
}
