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
import { VIEW_TITLES } from './view-titles.ts';

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
  { name: 'overview', title: VIEW_TITLES.overview, component: OverviewView },
  { name: 'screening', title: VIEW_TITLES.screening, component: ScreeningView },
  { name: 'routes', title: VIEW_TITLES.routes, component: RoutesView },
  { name: 'traveller', title: VIEW_TITLES.traveller, component: RouteView, route: 'traveller' },
  { name: 'express', title: VIEW_TITLES.express, component: RouteView, route: 'express' },
  { name: 'mail', title: VIEW_TITLES.mail, component: RouteView, route: 'mail' },
  { name: 'cargo', title: VIEW_TITLES.cargo, component: RouteView, route: 'cargo' },
  { name: 'intelligence', title: VIEW_TITLES.intelligence, component: IntelligenceView },
  { name: 'trade', title: VIEW_TITLES.trade, component: TradeView },
  { name: 'record', title: VIEW_TITLES.record, component: RecordView },
  { name: 'programme', title: VIEW_TITLES.programme, component: ProgrammeView },
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
