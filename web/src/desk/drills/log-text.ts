import type { DrillDetail, DrillEvent } from '../../../../server/contract/drill-rest.ts';
import type { Format } from '../../i18n/format.ts';
import { injectText, speedText, type DrillWords } from './drill-text.ts';

/** What is measured time and again, and of little use to somebody who directs. */
const MEASUREMENTS = new Set(['figure', 'lag', 'told', 'screen']);
export const isMeasurement = ({ kind }: Pick<DrillEvent, 'kind'>): boolean => MEASUREMENTS.has(kind);

/** What a line of a drill's log says, beside its kind. */
export function logText(event: DrillEvent, of: DrillDetail, words: DrillWords, format: Format): string {
  const { detail } = event;
  const text = (name: string) => {
    const value = detail[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const number = (name: string) => format.count(Number(detail[name] ?? 0));
  const criterion = () =>
    of.criteria.find(({ id }) => id === detail['criterion'])?.title[format.language] ?? text('criterion');
  switch (event.kind) {
    case 'inject': {
      const planned = of.timeline.find(({ id }) => id === detail['id']);
      const said = injectText(planned ?? { do: text('do'), title: null }, words, format);
      return detail['byHand'] === true ? `${said} (${words.byHand})` : said;
    }
    case 'ordered': {
      const ordered = detail['inject'] as { do?: string; title?: { ko: string; en: string } } | undefined;
      const said = injectText({ do: ordered?.do ?? '', title: ordered?.title ?? null }, words, format);
      return [said, text('by')].filter(Boolean).join(' · ');
    }
    case 'deed':
      return [
        words.deeds[text('do')] ?? text('do'),
        ...(text('alarm') === '' ? [] : [words.alarmNo(text('alarm'))]),
        ...(text('task') === '' ? [] : [words.taskNo(text('task'))]),
      ].join(' · ');
    case 'speed':
      return [speedText(Number(detail['speed'] ?? 1), words), text('by')].filter(Boolean).join(' · ');
    case 'joined':
    case 'left':
      return detail['kind'] === 'screen' ? `${text('name')} (${words.screenTag})` : text('name');
    case 'figure':
      return `${criterion()}: ${text('value')}`;
    // The word itself is the very thing that must not be shown.
    case 'word-seen':
      return `${criterion()} · ${text('key')}`;
    case 'lag':
      return words.lag(number('p50Ms'), number('p95Ms'), number('maxMs'));
    case 'told':
      return words.told(number('accepted'), number('duplicate'), number('rejected'));
    default:
      return text('by');
  }
}
