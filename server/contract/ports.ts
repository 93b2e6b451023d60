import type { Route } from './routes.ts';

/** A customs house: the office that answers for one or more ports of entry. */
export interface CustomsHouse {
  code: string;
  ko: string;
  en: string;
}

/**
 * A port of entry: an airport terminal, a sea port or a clearance centre. Codes are IATA (with the
 * terminal where there are two), UN/LOCODE, or our own for centres. Latitude and longitude in degrees.
 */
export interface Port {
  code: string;
  ko: string;
  en: string;
  mode: 'air' | 'sea';
  kind: 'terminal' | 'sea-port' | 'centre';
  house: string;
  latitude: number;
  longitude: number;
  /** Routes that are expected to speak here. Traffic on another route still counts. */
  routes: readonly Route[];
}

export const CUSTOMS_HOUSES: readonly CustomsHouse[] = [
  { code: 'incheon-airport', ko: '인천공항본부세관', en: 'Incheon Airport Customs' },
  { code: 'incheon', ko: '인천본부세관', en: 'Incheon Customs' },
  { code: 'seoul', ko: '서울본부세관', en: 'Seoul Customs' },
  { code: 'gimpo', ko: '김포공항세관', en: 'Gimpo Airport Customs' },
  { code: 'busan', ko: '부산본부세관', en: 'Busan Customs' },
  { code: 'gimhae', ko: '김해공항세관', en: 'Gimhae Airport Customs' },
  { code: 'daegu', ko: '대구본부세관', en: 'Daegu Customs' },
  { code: 'gwangju', ko: '광주본부세관', en: 'Gwangju Customs' },
  { code: 'cheongju', ko: '청주세관', en: 'Cheongju Customs' },
  { code: 'jeju', ko: '제주세관', en: 'Jeju Customs' },
  { code: 'pyeongtaek', ko: '평택세관', en: 'Pyeongtaek Customs' },
  { code: 'gwangyang', ko: '광양세관', en: 'Gwangyang Customs' },
  { code: 'ulsan', ko: '울산세관', en: 'Ulsan Customs' },
  { code: 'gunsan', ko: '군산세관', en: 'Gunsan Customs' },
  { code: 'masan', ko: '마산세관', en: 'Masan Customs' },
  { code: 'pohang', ko: '포항세관', en: 'Pohang Customs' },
  { code: 'donghae', ko: '동해세관', en: 'Donghae Customs' },
  { code: 'mokpo', ko: '목포세관', en: 'Mokpo Customs' },
  { code: 'daesan', ko: '대산세관', en: 'Daesan Customs' },
];

function port(
  code: string,
  ko: string,
  en: string,
  kind: Port['kind'],
  mode: Port['mode'],
  house: string,
  latitude: number,
  longitude: number,
  ...routes: Route[]
): Port {
  return { code, ko, en, kind, mode, house, latitude, longitude, routes };
}

export const PORTS: readonly Port[] = [
  port(
    'ICN-T1',
    '인천 1터미널',
    'Incheon T1',
    'terminal',
    'air',
    'incheon-airport',
    37.4492,
    126.4505,
    'traveller',
  ),
  port(
    'ICN-T2',
    '인천 2터미널',
    'Incheon T2',
    'terminal',
    'air',
    'incheon-airport',
    37.4688,
    126.4332,
    'traveller',
  ),
  port(
    'ICN-CGO',
    '인천공항 화물',
    'Incheon air cargo',
    'terminal',
    'air',
    'incheon-airport',
    37.4586,
    126.4642,
    'cargo',
  ),
  port(
    'ICN-EXP',
    '인천 특송물류센터',
    'Incheon air express',
    'centre',
    'air',
    'incheon-airport',
    37.4771,
    126.4717,
    'express',
  ),
  port(
    'ICN-MAIL',
    '인천 국제우편',
    'Incheon intl mail',
    'centre',
    'air',
    'incheon-airport',
    37.4731,
    126.4669,
    'mail',
  ),
  port('SEL-MAIL', '동서울우편', 'East Seoul mail', 'centre', 'air', 'seoul', 37.5334, 127.0967, 'mail'),
  port(
    'PTK-EXP',
    '평택 해상특송',
    'Pyeongtaek sea express',
    'centre',
    'sea',
    'pyeongtaek',
    36.9857,
    126.8352,
    'express',
  ),
  port('GMP', '김포', 'Gimpo', 'terminal', 'air', 'gimpo', 37.5583, 126.7906, 'traveller'),
  port('PUS', '김해', 'Gimhae', 'terminal', 'air', 'gimhae', 35.1795, 128.9382, 'traveller', 'cargo'),
  port('CJU', '제주', 'Jeju', 'terminal', 'air', 'jeju', 33.5113, 126.493, 'traveller'),
  port('CJJ', '청주', 'Cheongju', 'terminal', 'air', 'cheongju', 36.7166, 127.4991, 'traveller'),
  port('TAE', '대구', 'Daegu', 'terminal', 'air', 'daegu', 35.8941, 128.6589, 'traveller'),
  port('MWX', '무안', 'Muan', 'terminal', 'air', 'mokpo', 34.9914, 126.3828, 'traveller'),
  port('KRPUS', '부산', 'Busan', 'sea-port', 'sea', 'busan', 35.1028, 129.0403, 'traveller', 'cargo'),
  port('KRBNP', '부산신항', 'Busan New Port', 'sea-port', 'sea', 'busan', 35.0777, 128.8314, 'cargo'),
  port(
    'KRINC',
    '인천항',
    'Incheon port',
    'sea-port',
    'sea',
    'incheon',
    37.4563,
    126.5922,
    'traveller',
    'express',
    'cargo',
  ),
  port('KRPTK', '평택', 'Pyeongtaek', 'sea-port', 'sea', 'pyeongtaek', 36.9689, 126.8226, 'cargo'),
  port('KRKAN', '광양', 'Gwangyang', 'sea-port', 'sea', 'gwangyang', 34.9047, 127.6722, 'cargo'),
  port('KRUSN', '울산', 'Ulsan', 'sea-port', 'sea', 'ulsan', 35.5006, 129.3856, 'cargo'),
  port('KRKUV', '군산', 'Gunsan', 'sea-port', 'sea', 'gunsan', 35.9707, 126.6262, 'express', 'cargo'),
  port('KRMAS', '마산', 'Masan', 'sea-port', 'sea', 'masan', 35.1934, 128.5847, 'cargo'),
  port('KRKPO', '포항', 'Pohang', 'sea-port', 'sea', 'pohang', 36.0227, 129.4053, 'cargo'),
  port('KRTGH', '동해', 'Donghae', 'sea-port', 'sea', 'donghae', 37.4938, 129.1436, 'cargo'),
  port('KRMOK', '목포', 'Mokpo', 'sea-port', 'sea', 'mokpo', 34.7803, 126.3797, 'cargo'),
  port('KRTSN', '대산', 'Daesan', 'sea-port', 'sea', 'daesan', 37.0096, 126.4204, 'cargo'),
];

const byCode = new Map(PORTS.map((each) => [each.code, each]));

export function portOf(code: string): Port | undefined {
  return byCode.get(code);
}
