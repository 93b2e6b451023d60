import type { Component } from 'svelte';
import type { Route } from '../../../server/contract/routes.ts';
import type { Language } from '../i18n/format.ts';
import IntelligenceView from './IntelligenceView.svelte';
import OverviewView from './OverviewView.svelte';
import ProgrammeView from './ProgrammeView.svelte';
import RecordView from './RecordView.svelte';
import RouteView from './RouteView.svelte';
import RoutesView from './RoutesView.svelte';
import ScreeningView from './ScreeningView.svelte';
import TradeView from './TradeView.svelte';

interface Titled {
  /** As it is written in the page's address. */
  name: string;
  title: Record<Language, string>;
}
/** What can hang on the wall between header and footer. */
export type View =
  | (Titled & { component: Component<Record<string, never>> })
  | (Titled & { component: Component<{ route: Route }>; route: Route });

export const ALL_VIEWS: readonly View[] = [
  { name: 'overview', title: { ko: '종합', en: 'Overview' }, component: OverviewView },
  { name: 'screening', title: { ko: '판독', en: 'Screening' }, component: ScreeningView },
  { name: 'routes', title: { ko: '경로별', en: 'Routes' }, component: RoutesView },
  { name: 'traveller', title: { ko: '여행자', en: 'Travellers' }, component: RouteView, route: 'traveller' },
  { name: 'express', title: { ko: '특송', en: 'Express' }, component: RouteView, route: 'express' },
  { name: 'mail', title: { ko: '우편', en: 'Mail' }, component: RouteView, route: 'mail' },
  { name: 'cargo', title: { ko: '일반화물', en: 'Cargo' }, component: RouteView, route: 'cargo' },
  { name: 'intelligence', title: { ko: '정보·위험관리', en: 'Intelligence' }, component: IntelligenceView },
  { name: 'trade', title: { ko: '무역안보·외화', en: 'Trade' }, component: TradeView },
  { name: 'record', title: { ko: '적발 실적', en: 'Record' }, component: RecordView },
  { name: 'programme', title: { ko: '사업 지표', en: 'Programmes' }, component: ProgrammeView },
];

/** The views of these names in the order of the names, `all` being all of them; and the names that are none. */
export function viewsNamed(names: readonly string[]): { views: View[]; unknown: string[] } {
  const views: View[] = [];
  const unknown: string[] = [];
  for (const name of names.flatMap((each) => (each === 'all' ? ALL_VIEWS.map(({ name }) => name) : each))) {
    const view = ALL_VIEWS.find((each) => each.name === name);
    if (view && !views.includes(view)) views.push(view);
    else if (!view) unknown.push(name);
  }
  return { views, unknown };
}
