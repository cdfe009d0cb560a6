import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';

const docs = join(import.meta.dirname, '..');

/** The pages of a folder by file name, each called by its first heading. */
function pagesOf(folder: string): { text: string; link: string }[] {
  return readdirSync(join(docs, folder))
    .filter((name) => name.endsWith('.md') && name !== 'README.md' && name !== 'index.md')
    .sort()
    .map((name) => ({
      text: /^# (.+)$/m.exec(readFileSync(join(docs, folder, name), 'utf8'))?.[1]?.replaceAll('`', '') ?? name,
      link: `/${folder}/${name.replace(/\.md$/, '')}`,
    }));
}

export default defineConfig({
  title: 'Rollcall',
  description: 'Keeps a Dropbox Business team equal to a YAML file in git: plan, review, apply.',
  base: process.env.DOCS_BASE ?? '/',
  cleanUrls: true,
  rewrites: { 'decisions/README.md': 'decisions/index.md' },
  // What leads out of the documentation is held to the repository's files by test/docs; everything else breaks the build.
  ignoreDeadLinks: [/^(\.\/)?(\.\.\/)+(src|test|examples|schemas|scripts|bench|\.github|[A-Z]+)(\/|\.md|$)/],
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Pull requests', link: '/pull-requests' },
      { text: 'Commands', link: '/commands/plan' },
      { text: 'Reference', link: '/reference/team-file' },
    ],
    sidebar: [
      {
        text: 'Guide',
        items: [
          { text: 'Start in ten minutes', link: '/start' },
          { text: 'The ten workflows', link: '/workflows' },
          { text: 'Guards', link: '/guards' },
          { text: 'Pull requests', link: '/pull-requests' },
          { text: 'Drift', link: '/drift' },
          { text: 'Several teams', link: '/fleet' },
          { text: 'Security', link: '/security' },
          { text: 'Coming from elsewhere', link: '/migrating' },
          { text: 'When something goes wrong', link: '/troubleshooting' },
        ],
      },
      { text: 'Commands', collapsed: true, items: pagesOf('commands') },
      { text: 'Reference', items: [...pagesOf('reference'), { text: 'Performance', link: '/performance' }] },
      { text: 'Decisions', collapsed: true, items: pagesOf('decisions') },
    ],
  },
});
