/** Words for choosing places and routes. */
const ko = {
  somewhere: '아래에 고른 곳만',
  place: '세관, 항만·공항',
  anyPlace: '모든 항만·공항',
  houses: (name: string) => `${name} 관할`,
  route: '경로',
  anyRoute: '모든 경로',
  add: '범위에 추가',
  nothingToAdd: '항만·공항이나 경로를 고를 것',
  remove: (scope: string) => `${scope} 빼기`,
};

const en: typeof ko = {
  somewhere: 'The places below only',
  place: 'Customs house or port',
  anyPlace: 'Every port',
  houses: (name) => `all of ${name}`,
  route: 'Route',
  anyRoute: 'Every route',
  add: 'Add to the scope',
  nothingToAdd: 'Choose a port or a route',
  remove: (scope) => `Remove ${scope}`,
};

export const deskScopesWords = { ko, en };
