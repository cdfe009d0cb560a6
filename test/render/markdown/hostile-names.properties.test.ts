import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { codeSpan, fence, MOST_IN_NAME, nameSpan, showable } from '../../../src/render/markdown/code-span.js';
import { renderDriftMarkdown } from '../../../src/render/markdown/drift-markdown.js';
import { renderPlanMarkdown } from '../../../src/render/markdown/plan-markdown.js';
import { renderRunMarkdown } from '../../../src/render/markdown/run-markdown.js';
import { NOW } from '../../support/team-builders.js';
import { hostileReport } from '../drift-stories.js';
import { hostileTexts, withBase } from './plan-stories.js';
import { hostileStories } from './run-stories.js';

/** What Markdown, GitHub or HTML could take for its own. */
const pieces = [
  ...['`', '``', '```', '````', '~~~', '|', '\\', '\\|', '||', '\\\\|', '<', '>', '&', '&lt;', '&#96;', '"', "'"],
  ...['@everyone', '@', '#1', ':tada:', '![x](y)', '[x](y)', '[x]: y', '](', '*', '**', '_', '~~', '$', '$$', '# '],
  ...['<b>', '</details>', '<!--', '-->', '<script>', '</code>', '</td>', 'https://e.example', 'www.e.example', '- '],
  ...['\n', '\r\n', '\n\n', '\t', '    ', ' ', '\u202e', '\u200b', '\u0300', '\u1fef', '\u00a0', '\u2028', '\ud800'],
  ...['a', 'ada@acme.example', '日本', '|---|', '> ', '1. ', '::error::', '\u{e0041}', '\u0000', '…'],
];
const hostile = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(...hostileTexts),
);

type Parser = (markdown: string) => string;

const micro: Parser = (markdown) =>
  micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });

/** Where GitHub's own parser is not installed, micromark alone judges. */
const CMARK = 'cmark-gfm';

const cmark: Parser = (markdown) => {
  const extensions = ['table', 'autolink', 'strikethrough', 'tagfilter'].flatMap((name) => ['-e', name]);
  const { stdout, error } = spawnSync(CMARK, ['--unsafe', ...extensions], { input: markdown, encoding: 'utf8' });
  if (error !== undefined) throw error;
  return stdout;
};
const hasCmark = spawnSync(CMARK, ['--version']).error === undefined;

function decode(html: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };
  return html.replace(/&(lt|gt|quot|amp);/g, (_, name: string) => named[name] ?? '');
}

/** What a name has to be read as, in a span. */
function expected(name: string): string {
  const shown = showable(name, MOST_IN_NAME).replace(/\\(?=\\*\|)/g, '\\u{5c}');
  return shown === '' ? '' : `<code>${shown}</code>`;
}

/** Every name stands in its own cell, sentence and line, and nowhere else. */
function checkPlaces(names: readonly string[], parse: Parser): void {
  const rows = names.map((name) => `| ${nameSpan(name)} | ${codeSpan('end')} |`);
  const table = parse(['| Name | End |', '| --- | --- |', ...rows].join('\n'));
  const cells = [...table.matchAll(/<tr>\s*<td>(.*?)<\/td>\s*<td><code>end<\/code><\/td>\s*<\/tr>/gs)];
  const texts = cells.map(([, cell = '']) => decode(cell).replace('<em>(empty)</em>', ''));
  expect(texts).toEqual(names.map(expected));

  const sentences = parse(names.map((name) => `Somebody ${nameSpan(name)} does something.`).join('\n\n'));
  const found = [...sentences.matchAll(/<p>Somebody (.*?) does something\.<\/p>\n?/gs)];
  expect(found.map(([, span = '']) => decode(span).replace('<em>(empty)</em>', ''))).toEqual(
    // Outside a table nobody takes the backslash away from a bar.
    names.map((name) => expected(name).replaceAll('|', '\\|')),
  );
  expect(
    found
      .map(([paragraph]) => paragraph)
      .join('')
      .trimEnd(),
  ).toBe(sentences.trimEnd());

  const lines = names.map((name) => `- ${showable(name)}`);
  const block = parse(`${fence('diff', lines)}\n\nend`);
  const inner = /^<pre><code class="language-diff">(.*)\n<\/code><\/pre>\n<p>end<\/p>\s*$/s.exec(block)?.[1];
  expect(decode(inner ?? '').split('\n')).toEqual(lines);
}

/** Without what is code, only our own words and marks may be left. */
function skeleton(html: string): string {
  return html.replace(/<code[^>]*>.*?<\/code>/gs, '<code/>');
}

const options = { now: NOW, rollcallVersion: '0.1.0', runUrl: 'https://github.com/o/r/actions/runs/1' };

/** Every state of a comment with these names in it, one after the other: what one leaves open would swallow the next. */
function checkStories(names: readonly string[], parse: Parser): void {
  const texts = hostileStories(names).map((story) => renderRunMarkdown(story, options).text);
  const page = parse(texts.join('\n'));
  expect(page.match(/<h2>/g)).toHaveLength(texts.length);
  checkPage(page);
  const adoption = [{ path: names[0] ?? '', before: names.slice(1).join('\n'), after: names.join('\n') }];
  checkPage(parse(renderDriftMarkdown(hostileReport(names), { ...options, adoption }).text));
}

function checkPage(page: string): void {
  const html = skeleton(page).replaceAll(/<a href="https:\/\/github.com\/o\/r\/actions\/runs\/1">[a-z' ]+<\/a>/g, '');
  const tags = new Set([...html.matchAll(/<\/?([A-Za-z][A-Za-z0-9]*)/g)].map(([, tag = '']) => tag));
  const ours = 'h2 h3 p blockquote strong em table thead tbody tr th td ul li pre code details summary sub br'.split(
    ' ',
  );
  expect([...tags].filter((tag) => !ours.includes(tag))).toEqual([]);
  expect(html).not.toMatch(/[@$`|]|https?:|<!--/);
  for (const table of html.match(/<table>.*?<\/table>/gs) ?? []) {
    const [header = '', ...rows] = table.match(/<tr>.*?<\/tr>/gs) ?? [];
    const columns = header.match(/<th/g)?.length;
    for (const row of rows) {
      expect(row.match(/<td/g)?.length).toBe(columns);
      // Checks are in our own words; whatever else is told in a table is told of somebody, by name.
      expect(row).toMatch(
        header.includes('<th>Check</th>') ? /^<tr>[^<]*(?:<\/?t[dr]>[^<]*)*$/ : /^<tr>\s*<td><code\/><\/td>/,
      );
    }
  }
}

function law(parse: Parser, runs: number): void {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 30, maxLength: 60 }), (names) => checkPlaces(names, parse)),
    { numRuns: runs },
  );
}

describe('names as enemies choose them', () => {
  it('stay in their cell, sentence and line, thousands of them, by the rules of GFM', () => law(micro, 60));

  it('leave nothing of any comment but our own marks: no link, image, mention or HTML', () => {
    fc.assert(
      fc.property(fc.uniqueArray(hostile, { minLength: 6, maxLength: 8 }), (names) => checkStories(names, micro)),
      { numRuns: 15 },
    );
  });

  it.skipIf(!hasCmark)(
    `stay in their places for GitHub's own parser${hasCmark ? '' : ` (skipped: ${CMARK} is not installed)`}`,
    () => {
      law(cmark, 10);
      checkStories(hostileTexts, cmark);
    },
  );

  it('do not disturb the rest of a plan: tables, fences and folds are where they belong', () => {
    const html = micro(renderPlanMarkdown(withBase, { now: NOW, rollcallVersion: '0.1.0' }).text);
    expect(html.match(/<table>/g)).toHaveLength(5);
    expect(html.match(/<pre><code class="language-diff">/g)).toHaveLength(4);
    expect(html.match(/<details>/g)).toHaveLength(2);
  });
});
