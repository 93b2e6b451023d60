/** Names of what carries goods; plausible, none of them a real shipment [E]. */

/** Air waybill prefixes of cargo airlines: Korean Air, Asiana, Air China, China Southern, DHL, FedEx, UPS, Polar. */
export const WAYBILL_PREFIXES = ['180', '988', '999', '784', '423', '023', '406', '403'] as const;

/** Ships that bring express parcels and boxes from China, and container ships of the deep-sea lines. */
export const FERRIES = [
  'NEW GRAND PEACE',
  'ORIENTAL PEARL 8',
  'HUADONG PEARL 8',
  'STENA EGERIA',
  'CHINA STAR',
  'HARMONY YUNGANG',
] as const;
export const CONTAINER_SHIPS = [
  'HMM ALGECIRAS',
  'HMM NURI',
  'HMM GAON',
  'MSC AMELIA',
  'MAERSK HANGZHOU',
  'EVER ACE',
  'ONE INNOVATION',
  'COSCO TAURUS',
  'KMTC SHANGHAI',
  'SINOKOR INCHEON',
  'SM BUSAN',
  'PANCON GLORY',
  'DONGJIN VENUS',
  'HEUNG-A JANICE',
  'WAN HAI 326',
  'YM WITNESS',
] as const;
