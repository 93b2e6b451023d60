import type { Language } from '../i18n/format.ts';

/** Names of the views as written in the page's address, in the order of `all`, and what they are called. */
export const VIEW_TITLES = {
  overview: { ko: '종합', en: 'Overview' },
  screening: { ko: '판독', en: 'Screening' },
  routes: { ko: '경로별', en: 'Routes' },
  traveller: { ko: '여행자', en: 'Travellers' },
  express: { ko: '특송', en: 'Express' },
  mail: { ko: '우편', en: 'Mail' },
  cargo: { ko: '일반화물', en: 'Cargo' },
  intelligence: { ko: '정보·위험관리', en: 'Intelligence' },
  trade: { ko: '무역안보·외화', en: 'Trade' },
  record: { ko: '적발 실적', en: 'Record' },
  programme: { ko: '사업 지표', en: 'Programmes' },
} satisfies Record<string, Record<Language, string>>;
export type ViewName = keyof typeof VIEW_TITLES;
