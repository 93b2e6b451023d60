import type { BulletinRow } from '../../../../server/contract/programme-cells.ts';

interface Words {
  indicators: string;
  noIndicators: string;
  value: string;
  target: string;
  period: string;
  stated: string;
  bulletins: string;
  noBulletins: string;
  kinds: Record<BulletinRow['kind'], string>;
  drafts: (count: string) => string;
  published: (count: string) => string;
  digest: string;
  noDigest: string;
  draft: string;
  headings: string;
  noData: string;
  /** Units that come from outside, in the page's language, and how many of these make one of those. */
  units: Record<string, { word: string; times?: number }>;
}

const ko: Words = {
  indicators: '사업 지표',
  noIndicators: '받은 지표 없음',
  value: '실적',
  target: '목표',
  period: '기간',
  stated: '경과',
  bulletins: '원산지·품목분류 게시물',
  noBulletins: '게시물 없음',
  kinds: {
    'origin-determination': '원산지 판정',
    'tariff-classification': '품목분류',
    digest: '요약본',
    announcement: '발표',
  },
  drafts: (count) => `초안 ${count}`,
  published: (count) => `게시 ${count}`,
  digest: '최근 요약본',
  noDigest: '요약본 없음',
  draft: '초안',
  headings: 'HS 4단위',
  noData: '자료 없음',
  units: {},
};
const en: Words = {
  indicators: 'Programme indicators',
  noIndicators: 'No indicator stated yet',
  value: 'value',
  target: 'target',
  period: 'period',
  stated: 'age',
  bulletins: 'Origin and classification bulletins',
  noBulletins: 'No bulletins',
  kinds: {
    'origin-determination': 'Origin',
    'tariff-classification': 'Tariff class',
    digest: 'Digest',
    announcement: 'Announcement',
  },
  drafts: (count) => `${count} drafts`,
  published: (count) => `${count} published`,
  digest: 'Newest digest',
  noDigest: 'no digest',
  draft: 'draft',
  headings: 'HS headings',
  noData: 'No data',
  units: {
    개사: { word: 'firms' },
    건: { word: 'cases' },
    시간: { word: 'h' },
    조원: { word: 'tn won' },
    억원: { word: 'bn won', times: 0.1 },
  },
};

/** Words of programmes and bulletins. */
export const programmeWords = { ko, en };
