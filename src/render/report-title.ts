import { formatMinute } from './markdown/format-day.js';
import type { ReportView } from './report-view.js';

/** How much of it was done, in numbers: a title never holds a name. @param endedAt milliseconds since the epoch. */
export function renderReportTitle({ verdict, counts }: ReportView, endedAt: number): string {
  const { all, succeeded, alreadyDone, failed, skipped, notStarted, leftOut } = counts;
  const extent = `${succeeded + alreadyDone} of ${all}`;
  const troubles = [
    [failed, 'failed'],
    [skipped, 'skipped'],
    [notStarted, 'not started'],
    [leftOut, 'left out'],
  ] as const;
  const rest = troubles.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const tail = rest.length === 0 ? '' : `: ${rest.join(', ')}`;
  switch (verdict) {
    case 'nothing-to-do':
      return '✅ Nothing to apply: Dropbox is as the file says';
    case 'applied':
      return `✅ Applied ${extent} on ${formatMinute(endedAt)}`;
    case 'applied-in-part':
      return `⚠️ Applied ${extent}${tail}`;
    case 'not-applied':
      return `❌ Applied ${extent}${tail}`;
    case 'interrupted':
      return `⚠️ Interrupted after ${extent}${tail}`;
  }
}
