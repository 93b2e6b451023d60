import type { Indicator } from '../../server/contract/events.ts';
import type { Weighted } from '../random.ts';

/** Programmes and publications. All [E] but the announcements: the programmes are published, their figures are not. */

/** A figure of every month: its mean, how far a month may be from it, and how much it grows in a month. */
export interface Programme {
  name: string;
  ko: string;
  en: string;
  unit: string;
  mean: number;
  spread: number;
  growth: number;
  target: number;
  better: NonNullable<Indicator['better']>;
  decimals: number;
}

function monthly(
  name: string,
  ko: string,
  en: string,
  unit: string,
  [mean, target]: [number, number],
  [spread, growth, decimals]: [number, number, number],
  better: Programme['better'] = 'higher',
): Programme {
  return { name, ko, en, unit, mean, target, spread, growth, decimals, better };
}

/** Means are those of January 2026. */
export const PROGRAMMES_MONTHLY: readonly Programme[] = [
  monthly('cbam.exporters-supported', 'CBAM 지원 수출기업', 'CBAM exporters supported', '개사', [180, 200], [0.12, 0.01, 0]),
  monthly('consulting.small-exporters', '중소 수출기업 상담', 'Small-exporter consulting', '건', [640, 600], [0.1, 0.004, 0]),
  monthly('support.fta-origin-certified', '원산지 인증 지원 기업', 'Origin certification supported', '개사', [95, 90], [0.15, 0.005, 0]),
  monthly('revenue.collected', '세수 실적', 'Revenue collected', '조원', [6.1, 6.3], [0.05, 0.002, 2]),
  monthly('revenue.arrears-collected', '체납 정리', 'Arrears collected', '억원', [310, 300], [0.15, 0, 0]),
  monthly('regulation.reviewed', '규제 심사', 'Regulations reviewed', '건', [14, 12], [0.25, 0, 0]),
  monthly('regulation.eased', '규제 개선', 'Regulations eased', '건', [5, 6], [0.3, 0, 0]),
  monthly('clearance.import-hours', '수입 통관 소요시간', 'Import clearance time', '시간', [1.42, 1.5], [0.05, -0.002, 2], 'lower'),
  monthly('ai.administration-share', 'AI 행정 처리율', 'AI-based administration', '%', [38, 45], [0.03, 0.015, 1]),
]; // prettier-ignore

/** Day of the month and KST hour at which the month before is told. */
export const MONTH_TOLD = { day: 5, hour: 10 } as const;

/** Every KST day at 07:00 for the day before: share of the AI's flags that officers did not uphold, and of what it cleared. */
export const PROGRAMMES_DAILY: readonly Programme[] = [
  monthly('ai.override-rate', 'AI 판독 번복률', 'AI override rate', '%', [87.6, 88], [0.012, 0, 1], 'lower'),
  monthly('ai.score-drift', 'AI 점수 편차 (PSI)', 'AI score drift (PSI)', 'PSI', [0.06, 0.1], [0.3, 0, 3], 'lower'),
]; // prettier-ignore
export const DAY_TOLD_HOUR = 7;

/** Searches of suspected concealers a day by port, and the shares that are approved, carried out and find something. */
export const BODY_SEARCHES_PER_DAY: Readonly<Record<string, number>> = {
  'ICN-T1': 3.2, 'ICN-T2': 2.8, PUS: 0.9, GMP: 0.3, CJU: 0.3,
}; // prettier-ignore
export const APPROVED_SHARE = 0.85;
export const CARRIED_OUT_SHARE = 0.95;
export const FOUND_SHARE = 0.16;
/** Minutes from the request to the approval, from there to the search, and to its end, each at most. */
export const BODY_SEARCH_MINUTES = { approval: 25, search: 20, end: 30 } as const;

/** Bulletins a week, Monday to Friday, and the digest of Friday. */
export const BULLETINS_PER_WEEK = { 'origin-determination': 2, 'tariff-classification': 3 } as const;
export const HS_HEADINGS: Weighted<readonly [heading: string, ko: string]> = [
  [['8507', '축전지'], 8],
  [['8708', '자동차 부분품'], 8],
  [['8541', '반도체 디바이스'], 6],
  [['7210', '도금 평판압연제품'], 6],
  [['8542', '집적회로'], 5],
  [['7606', '알루미늄 판'], 4],
  [['8504', '변압기'], 4],
  [['3304', '화장품'], 4],
  [['2106', '조제 식료품'], 3],
  [['8418', '냉장고'], 2],
];
/** Days from a draft to its publication, at least and at most. */
export const DRAFT_DAYS = { least: 0.2, most: 2.5 } as const;

/** Figures made public: January to October 2025 on 5 December 2025 [P]; 2025 as a whole, its day ours [E]. */
export const ANNOUNCEMENTS = [
  {
    bulletinNo: 'ANN-2025-10',
    at: '2025-12-05T10:00:00+09:00',
    title: '2025년 1~10월 마약류 밀수 적발 동향',
    periodFrom: '2025-01-01',
    periodTo: '2025-10-31',
  },
  {
    bulletinNo: 'ANN-2025-12',
    at: '2026-02-05T10:00:00+09:00',
    title: '2025년 마약류 밀수 적발 동향',
    periodFrom: '2025-01-01',
    periodTo: '2025-12-31',
  },
] as const;
