import { describe, expect, it } from 'vitest';
import type { DriftReport } from '../../../src/plan/drift-report.js';
import { byteLength, MOST_BYTES } from '../../../src/render/markdown/budget.js';
import { renderDriftMarkdown } from '../../../src/render/markdown/drift-markdown.js';
import { NOW } from '../../support/team-builders.js';
import { clean, large, several, troubled } from '../drift-stories.js';
import { expectGolden } from '../golden.js';

const adoption = [{ path: 'team.yaml', before: 'members:\n  - a\n  - b\n', after: 'members:\n  - a\n' }];
const options = { now: NOW, rollcallVersion: '0.1.0', runUrl: 'https://github.com/o/r/actions/runs/1', adoption };
const render = (report: DriftReport) => renderDriftMarkdown(report, options);

describe('an issue about drift', () => {
  it.each(Object.entries({ several, clean, troubled }))('tells the story: %s', (story, report) => {
    const { text, isComplete } = render(report);
    expectGolden(`../markdown/golden/drift-${story}.md`, text);
    expect(isComplete).toBe(true);
  });

  it('folds what is long and about nobody, and shows everybody who has more power than the file gives', () => {
    const { text, isComplete } = render(large(20, 800));
    expect(isComplete).toBe(true);
    expect(byteLength(text)).toBeLessThanOrEqual(MOST_BYTES);
    expect(text.match(/^\| `admin\d+@acme\.example`/gm)).toHaveLength(20);
    expect(text).toContain('**Other differences: 800**, not listed here.');
    expect(text.split('\n')[0]).toBe(
      '## 🔴 Drift: 20 people have power that the file does not give and 800 other differences',
    );
  });

  it('says so when it cannot show everybody, and names as many as fit', () => {
    const { text, isComplete } = render(large(2500, 0));
    expect(isComplete).toBe(false);
    expect(byteLength(text)).toBeLessThanOrEqual(MOST_BYTES);
    expect(text).toContain('Too many people are concerned');
    expect(text).toMatch(/\*\*and \d{3,4} more, not shown\.\*\*/);
  });

  it('leaves the patch out where it is too long or would show whom it hides, and says what to run', () => {
    const long = [{ path: 'team.yaml', before: '', after: 'x\n'.repeat(30_000) }];
    const { text } = renderDriftMarkdown(several, { ...options, adoption: long });
    expect(text).toContain('The patch is too long to be shown: `rollcall drift --adopt` writes it.');
    expect(renderDriftMarkdown(several, { ...options, adoption: null }).text).not.toContain('```diff');
  });
});
