import type { SourceTree } from '../config/source-tree.js';
import { readWrittenTeam, type WrittenTeam } from '../config/written-team.js';
import { type EditedFile, editFiles, withTexts } from './edited-files.js';
import { type Rejected, reject } from './outcome.js';
import type { FileEdits } from './team-edits.js';
import { type Validated, validateTeam } from './validate-team.js';

/** The files of a team as they are being edited, step by step; nothing is written. Each step leaves a usable team, or fails. */
export class TeamDraft {
  readonly #texts = new Map<string, string>();
  #validated: Validated;

  private constructor(
    private readonly path: string,
    private readonly tree: SourceTree,
    private readonly before: Validated,
  ) {
    this.#validated = before;
  }

  /** Begins with the files as they are. */
  static open(path: string, tree: SourceTree): TeamDraft | Rejected {
    const validated = validateTeam(path, tree);
    return validated.tag === 'rejected' ? validated : new TeamDraft(path, tree, validated);
  }

  /** The team as the draft asks for it. */
  get desired(): Validated['desired'] {
    return this.#validated.desired;
  }

  get written(): WrittenTeam {
    return readWrittenTeam(this.#validated.sources);
  }

  /** Takes one more step; null when it worked. */
  take(edits: FileEdits): Rejected | null {
    const edited = editFiles(withTexts(this.tree, this.#texts), edits);
    if (!edited.ok) return reject(edited.diagnostics);
    if (edited.value.size === 0) return null;
    for (const [path, text] of edited.value) this.#texts.set(path, text);
    const validated = validateTeam(this.path, withTexts(this.tree, this.#texts));
    if (validated.tag === 'rejected') return validated;
    this.#validated = validated;
    return null;
  }

  /** Only those that change. */
  files(): readonly EditedFile[] {
    return [...this.#texts].flatMap(([path, after]) => {
      const before = this.before.sources.get(path) ?? '';
      return before === after ? [] : [{ path, before, after }];
    });
  }
}
