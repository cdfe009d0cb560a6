/** Everything of a page that is neither style nor script. */
export function markupOf(html: string): string {
  return html.replace(/<style>.*?<\/style>|<script>.*?<\/script>/gs, '').replace(/'sha256-[^']*'/g, "'sha256-…'");
}

/** The kinds of elements that a page has. */
export function tagsOf(html: string): string[] {
  return [...new Set([...markupOf(html).matchAll(/<([a-zA-Z]+)/g)].map(([, tag = '']) => tag))];
}
