import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import type { FakeWorld } from '../github/fake-world.js';
import type { ActionEnd } from './action-step.js';

type Texts = Readonly<Record<string, string>>;

/** What started a run. */
export interface RunStart {
  /** The `github` context, as far as the workflow files ask for it. */
  readonly context: { readonly sha: string; readonly ref: string; readonly event_name: string; readonly event: object };
  /** The files at the commit that actions/checkout brings. */
  readonly files: Texts;
}

interface PullRequestHead {
  readonly sha: string;
  readonly ref: string;
  readonly repo: { readonly full_name: string };
}

/** A step that did its work, and says nothing. */
export const done: ActionEnd = { isOk: true, outputs: {}, log: '' };

/** One run of one workflow: its files and artefacts. */
export class OneRun {
  readonly artefacts = new Map<string, string>();

  constructor(
    readonly file: string,
    readonly start: RunStart,
    readonly folder: string,
    readonly id: number,
  ) {}

  checkOut(workspace: string): void {
    for (const [path, text] of Object.entries(this.start.files)) {
      mkdirSync(dirname(join(workspace, path)), { recursive: true });
      writeFileSync(join(workspace, path), text);
    }
  }

  upload({ name = '', path = '' }: Texts): ActionEnd {
    if (!existsSync(path)) return { ...done, isOk: false };
    const kept = join(this.folder, `artefact-${name}`);
    cpSync(path, kept, { recursive: true });
    this.artefacts.set(name, kept);
    return done;
  }

  download({ name = '', path = '' }: Texts, workspace: string): ActionEnd {
    const kept = this.artefacts.get(name);
    if (kept === undefined) return { ...done, isOk: false };
    cpSync(kept, join(workspace, path), { recursive: true });
    return done;
  }

  /** What GitHub's runner tells every step. */
  env(workspace: string): Texts {
    const { context } = this.start;
    const event = join(this.folder, 'event.json');
    const repository = { name: 'team', private: true, visibility: 'private', default_branch: 'main' };
    writeFileSync(event, JSON.stringify({ repository, ...context.event }));
    return {
      GITHUB_WORKSPACE: workspace,
      GITHUB_EVENT_PATH: event,
      GITHUB_EVENT_NAME: context.event_name,
      GITHUB_SHA: context.sha,
      GITHUB_REF: context.ref,
      GITHUB_RUN_ID: String(this.id),
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_WORKFLOW_REF: `acme/team/.github/workflows/${this.file}@${context.ref}`,
    };
  }

  /** Keeps the run with its artefacts at GitHub. */
  keep(world: FakeWorld, conclusion: 'success' | 'failure'): void {
    const { context } = this.start;
    const { pull_request: pull } = context.event as { readonly pull_request?: { readonly head: PullRequestHead } };
    world.addRun({
      id: this.id,
      path: `.github/workflows/${this.file}`,
      event: context.event_name,
      conclusion,
      headCommit: pull?.head.sha ?? context.sha,
      headBranch: pull?.head.ref ?? 'main',
      headRepository: pull?.head.repo.full_name ?? world.name,
    });
    for (const [name, folder] of this.artefacts) world.addArtefact(this.id, name, zipFolder(folder));
  }
}

function zipFolder(folder: string): Uint8Array {
  const files = readdirSync(folder).map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))] as const);
  return zipSync(Object.fromEntries(files));
}
