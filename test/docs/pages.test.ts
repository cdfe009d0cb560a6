import { describe, expect, it } from 'vitest';
import { readCommandNames, readHelp } from './command-help.js';
import { listPages, readText } from './document.js';
import { findSteps, type PageStep, playPage, writeResults } from './page-story.js';

const isUpdate = process.env.UPDATE_GOLDEN === '1';
const pages = listPages().filter((page) => page.startsWith('docs/') && findSteps(page).length > 0);

describe.each(pages)('%s', (page) => {
  it('shows what its commands really print', { timeout: 20_000 }, async () => {
    const results = await playPage(findSteps(page));
    if (isUpdate) return writeResults(page, results);
    for (const { step, found } of results) {
      if (found !== null && 'content' in step) expect(step.content, titleOf(step)).toBe(found);
    }
  });
});

function titleOf(step: PageStep): string {
  return step.tag === 'run' ? step.command : step.tag;
}

describe('the documentation', () => {
  it('has a page for every command, with its help', async () => {
    for (const name of await readCommandNames()) {
      const steps = findSteps(`docs/commands/${name}.md`).flatMap((step) => (step.tag === 'run' ? [step.command] : []));
      expect(steps, name).toContain(`rollcall ${name} --help`);
    }
  });

  it('shows help that keeps to the 80 columns of a terminal', async () => {
    const wide = [...(await readHelp())].flatMap(([name, help]) =>
      help.split('\n').flatMap((line) => ([...line].length > 80 ? [`${name}: ${line}`] : [])),
    );
    expect(wide).toEqual([]);
  });

  it('runs many commands', () => {
    expect(pages.flatMap((page) => findSteps(page).filter(({ tag }) => tag === 'run')).length).toBeGreaterThan(40);
  });

  it('shows no output that is not made by a command', () => {
    const loose = pages.flatMap((page) =>
      [...readText(page).matchAll(/(.*)\n\n?```text\n/g)]
        .filter(([, before = '']) => !/^<!-- (write|file|output): .+ -->$/.test(before))
        .map(([, before]) => `${page}: below "${before}"`),
    );
    expect(loose).toEqual([]);
  });
});
