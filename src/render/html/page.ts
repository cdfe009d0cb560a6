import { createHash } from 'node:crypto';
import { pageScript } from './page-script.js';
import { pageStyle } from './page-style.js';

/** What one page holds; all of it is HTML. */
export interface PageParts {
  /** What the browser's tab says; our own words. */
  readonly title: string;
  readonly header: readonly string[];
  readonly main: readonly string[];
  readonly footer: string;
}

/**
 * Writes a page that needs nothing but itself. Its own policy forbids whatever is not in it: no address is called and
 * no other script runs.
 */
export function renderPage({ title, header, main, footer }: PageParts): string {
  const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = `default-src 'none'; style-src ${digest(pageStyle)}; script-src ${digest(pageScript)}; base-uri 'none'; form-action 'none'`;
  return `${[
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${title}</title>`,
    `<style>${pageStyle}</style>`,
    '</head>',
    '<body>',
    '<a class="skip" href="#changes">Skip to the changes</a>',
    '<header>',
    ...header,
    '</header>',
    '<main>',
    ...main,
    '</main>',
    `<footer><p>${footer}</p></footer>`,
    `<script>${pageScript}</script>`,
    '</body>',
    '</html>',
  ].join('\n')}\n`;
}

/** A part of a page under a heading; nothing where there is nothing in it. */
export function section(heading: string, content: readonly string[]): string[] {
  return content.length === 0 ? [] : ['<section>', `<h2>${heading}</h2>`, ...content, '</section>'];
}

/** What the page's head tells in numbers; entries are HTML. */
export function countList(entries: readonly string[]): string[] {
  return ['<ul class="counts">', ...entries.map((entry) => `<li>${entry}</li>`), '</ul>'];
}

/** A table that a narrow page shows as a list of rows; cells are HTML. */
export function stackedTable(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [
    '<table class="stack">',
    `<thead><tr>${columns.map((column) => `<th scope="col">${column}</th>`).join('')}</tr></thead>`,
    '<tbody>',
    ...rows.map(
      (cells) => `<tr>${cells.map((cell, index) => `<td data-label="${columns[index]}">${cell}</td>`).join('')}</tr>`,
    ),
    '</tbody></table>',
  ];
}
