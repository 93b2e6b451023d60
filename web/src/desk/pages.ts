import type { Component } from 'svelte';
import type { Right } from '../../../server/contract/roles.ts';

/** A page of the desk. It answers at its path and, but for the first, below it. */
export interface DeskPage {
  path: string;
  title: { ko: string; en: string };
  /** Who may open it; `public` pages are not in the navigation. */
  right: Right;
  load: () => Promise<{ default: Component }>;
}

/** In the order of the navigation. */
export const PAGES: readonly DeskPage[] = [
  {
    path: '/desk',
    title: { ko: '경보', en: 'Alarms' },
    right: 'look',
    load: () => import('./alarms/AlarmsPage.svelte'),
  },
  {
    path: '/desk/tasks',
    title: { ko: '과제', en: 'Tasks' },
    right: 'look',
    load: () => import('./tasks/TasksPage.svelte'),
  },
  {
    path: '/desk/handover',
    title: { ko: '인수인계', en: 'Handover' },
    right: 'look',
    load: () => import('./handover/HandoverPage.svelte'),
  },
  {
    path: '/desk/routes',
    title: { ko: '경로', en: 'Routes' },
    right: 'look',
    load: () => import('./routes/RoutesPage.svelte'),
  },
  {
    path: '/desk/drills',
    title: { ko: '훈련', en: 'Drills' },
    right: 'look',
    load: () => import('./drills/DrillsPage.svelte'),
  },
  {
    path: '/desk/replays',
    title: { ko: '재생', en: 'Replays' },
    right: 'look',
    load: () => import('./replays/ReplaysPage.svelte'),
  },
  {
    path: '/desk/feeds',
    title: { ko: '연계와 토큰', en: 'Feeds' },
    right: 'feeds',
    load: () => import('./feeds/FeedsPage.svelte'),
  },
  {
    path: '/desk/screens',
    title: { ko: '화면', en: 'Screens' },
    right: 'screens',
    load: () => import('./screens/ScreensPage.svelte'),
  },
  {
    path: '/desk/accounts',
    title: { ko: '계정', en: 'Accounts' },
    right: 'accounts',
    load: () => import('./access/AccountsPage.svelte'),
  },
  {
    path: '/desk/site',
    title: { ko: '기준정보', en: 'Site' },
    right: 'site',
    load: () => import('./site/SitePage.svelte'),
  },
  {
    path: '/desk/account',
    title: { ko: '내 계정', en: 'My account' },
    right: 'self',
    load: () => import('./access/MyAccountPage.svelte'),
  },
  {
    path: '/sign-in',
    title: { ko: '로그인', en: 'Sign in' },
    right: 'public',
    load: () => import('./access/SignInPage.svelte'),
  },
  {
    path: '/setup',
    title: { ko: '첫 관리자', en: 'Set up' },
    right: 'public',
    load: () => import('./access/SetupPage.svelte'),
  },
  {
    path: '/desk/audit',
    title: { ko: '감사 기록', en: 'Audit' },
    right: 'audit',
    load: () => import('./audit/AuditPage.svelte'),
  },
];

/** The page that answers at a path: that with the longest path of its own. */
export function pageAt(path: string): DeskPage | null {
  const fits = PAGES.filter(
    (page) => page.path === path || (page.path !== '/desk' && path.startsWith(`${page.path}/`)),
  );
  return fits.sort((a, b) => b.path.length - a.path.length)[0] ?? null;
}
