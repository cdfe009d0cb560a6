import { describe, expect, it } from 'vitest';
import type { ApplyReport } from '../../../src/model/apply-report.js';
import { renderReportHtml } from '../../../src/render/html/report-html.js';
import { expectGolden } from '../golden.js';
import { hostileTexts } from '../markdown/plan-stories.js';
import { hostileStories, runStories } from '../markdown/run-stories.js';
import { markupOf, tagsOf } from './markup.js';
import {
  findFaint,
  hasBrowser,
  keepPicture,
  missing,
  namesShown,
  patience,
  useBrowser,
  widthUnfolded,
} from './open-page.js';

function reportIn(name: string): ApplyReport {
  const story = runStories[name];
  if (story?.tag !== 'applied') throw new Error(`${name} is no story of an apply`);
  return story.report;
}

const names = ['applied', 'applied-in-part', 'applied-none', 'applied-interrupted', 'applied-nothing-to-do'];
const stories = names.map((name) => [name, reportIn(name)] as const);
const inPart = reportIn('applied-in-part');
const hostile = hostileStories(hostileTexts).flatMap((story) => (story.tag === 'applied' ? [story.report] : []));

describe('the page of a report', () => {
  it.each(stories)('tells the story: %s', (name, report) => {
    expectGolden(`../html/golden/report-${name}.html`, markupOf(renderReportHtml(report)));
  });

  it('calls nothing, and forbids itself to', () => {
    for (const report of [...stories.map(([, one]) => one), ...hostile]) {
      const html = markupOf(renderReportHtml(report));
      expect(html).not.toMatch(/<[^>]*\s(?:src|href|style|on\w+)="(?!#changes")/);
      expect(html).toContain("default-src 'none'");
    }
  });

  it('holds no tag but its own, whatever people, groups and answers of the API say', () => {
    const known = new Set(stories.flatMap(([, report]) => tagsOf(renderReportHtml(report))));
    expect(hostile).toHaveLength(1);
    expect(hostile.flatMap((report) => tagsOf(renderReportHtml(report))).filter((tag) => !known.has(tag))).toEqual([]);
  });

  it('shows what only the run knew of: operations of people who were recovered', () => {
    const [first] = inPart.operations;
    if (first === undefined) throw new Error('a report in part has operations');
    const added = { ...first, id: 'member.zoe@acme.example/role', address: 'member.zoe@acme.example' };
    const html = renderReportHtml({ ...inPart, operations: [...inPart.operations, added] });
    expect(html).toContain('<code>zoe@acme.example</code>');
    expect(html).toContain('seen to be needed during the run');
  });
});

describe.skipIf(!hasBrowser)(`the page of a report in a real browser${missing}`, () => {
  const open = useBrowser();

  it.each(stories)('complains of nothing and fits on 360 pixels, in light and dark: %s', async (name, report) => {
    const { page, complaints } = await open(renderReportHtml(report), 360);
    await keepPicture(page, `report-${name}-folded-360`);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await widthUnfolded(page)).toBeLessThanOrEqual(360);
      expect(await findFaint(page)).toEqual([]);
      await keepPicture(page, `report-${name}-${colorScheme}-360`);
    }
    expect(complaints).toEqual([]);
  });

  it('filters by how operations ended', async () => {
    const { page } = await open(renderReportHtml(inPart));
    await page.check('input[name=outcome][value=failed]');
    await expect.poll(() => page.textContent('#shown'), patience).toMatch(/^1 of /);
    expect(await namesShown(page)).toEqual(['bob@acme.example']);
    await page.check('input[name=outcome][value=left_out]');
    await expect.poll(() => page.textContent('#shown'), patience).toMatch(/^3 of /);
    expect(await namesShown(page)).toEqual(['Ops', 'bob@acme.example', 'dan@acme.example']);
  });
});
