import type { Definition } from '../messages.ts';

const leads = {
  ko: '첩보(border.lead.v1). 같은 번호의 나중 것이 앞의 것을 대신하고, 종결된 것은 뺀다.',
  en: 'Leads (border.lead.v1); a later statement of a number replaces the earlier one, closed ones are left out.',
};
const landings = {
  ko: '항공편 첩보와 고위험으로 통보된 도착, 그리고 검사팀의 상태. 6시간 안에 착륙할 편과 최근 2시간에 착륙한 편.',
  en: 'Leads on flights, arrivals stated as high-risk, and the state of gate teams. Flights due within 6 hours, or landed within 2.',
};
const scores = {
  ko: '최근 6시간에 고위험이거나 첩보와 일치한 도착. 점수는 모든 경로에 같은 기준으로 매긴다.',
  en: 'Arrivals of the last 6 hours of high risk or matched by a lead, by one score for all routes.',
};
const operations = {
  ko: '합동단속 첩보의 기간(서울 날짜) 안에서 그 나라 출발 물품의 판독과 마약 적발.',
  en: 'Readings and drug cases of the partner’s origin in the operation’s window, by days in Seoul.',
};
const plain = { ko: '나누지 않은 수.', en: 'A count, divided by nothing.' };
const age = { ko: '서버 시계로 잰 경과 시간.', en: 'Time passed, by the server’s clock.' };

/** What each figure counts, what it is divided by, and where it comes from, by its name in the page. */
export const intelligenceFigures = {
  'landings.flights': {
    ko: {
      what: '6시간 안에 착륙하거나 최근 2시간에 착륙한 우범 항공편.',
      divided: plain.ko,
      source: landings.ko,
    },
    en: {
      what: 'High-risk flights that land within 6 hours or landed within the last 2.',
      divided: plain.en,
      source: landings.en,
    },
  },
  'landings.withoutTeam': {
    ko: {
      what: '30분 안에 착륙하거나 이미 착륙했는데 게이트에 검사팀이 없는 편. 팀을 보낼 것.',
      divided: '지켜보는 전체 편 가운데.',
      source: landings.ko,
    },
    en: {
      what: 'Flights that land within 30 minutes or have landed, with no team at the gate: dispatch one.',
      divided: 'Of all flights that are watched.',
      source: landings.en,
    },
  },
  'landings.countdown': {
    ko: {
      what: '착륙까지 남은 시간. 한 시간 안에는 분:초, 그 밖에는 분. 지연: 예정 시각이 지났는데 착륙하지 않음.',
      divided: age.ko,
      source: landings.ko,
    },
    en: {
      what: 'Time until it lands: minutes and seconds within the hour, else minutes. Late: its time has passed and it has not landed.',
      divided: age.en,
      source: landings.en,
    },
  },
  'landings.landed': {
    ko: { what: '착륙 후 지난 시간, 또는 예정 시각에서 늦어진 시간.', divided: age.ko, source: landings.ko },
    en: { what: 'Time since it landed, or since it should have.', divided: age.en, source: landings.en },
  },
  'landings.team': {
    ko: {
      what: '이 항공편을 맡은 검사팀. 착륙 30분 전까지 없거나 착륙 후에도 없으면 황색.',
      divided: '나누지 않음. 탑승자를 모두 검사한 편은 경보하지 않는다.',
      source: landings.ko,
    },
    en: {
      what: 'The gate team that attends the flight. Amber where there is none within 30 minutes of landing or after it.',
      divided: 'Nothing. A flight whose travellers have all been inspected needs no team.',
      source: landings.en,
    },
  },
  'landings.inspected': {
    ko: { what: '검사한 여행자. 착륙 전에는 탑승 인원.', divided: '탑승 인원으로.', source: landings.ko },
    en: {
      what: 'Travellers inspected; before landing, travellers aboard.',
      divided: 'By travellers aboard.',
      source: landings.en,
    },
  },
  'risk.hold': {
    ko: {
      what: '점수가 보류 기준 이상인 도착. 보류할 것.',
      divided: '점수를 매긴 도착 가운데.',
      source: scores.ko,
    },
    en: {
      what: 'Arrivals whose score is at or above the hold threshold: hold them.',
      divided: 'Of all that were scored.',
      source: scores.en,
    },
  },
  'risk.holdAt': {
    ko: { what: '이 점수부터 보류를 권한다.', divided: '나누지 않은 점수.', source: scores.ko },
    en: { what: 'From this score on the advice is to hold.', divided: 'Points.', source: scores.en },
  },
  'risk.score': {
    ko: {
      what: '도착 하나의 위험점수: 사유별 점수의 합.',
      divided: '점. 모든 경로에 같은 기준.',
      source: scores.ko,
    },
    en: {
      what: 'Risk score of one arrival: the sum of the points of its reasons.',
      divided: 'Points, the same for all routes.',
      source: scores.en,
    },
  },
  'risk.reason': {
    ko: { what: '점수의 사유와 그 점수.', divided: '나누지 않은 점수.', source: scores.ko },
    en: { what: 'A reason of the score, and its points.', divided: 'Points.', source: scores.en },
  },
  'risk.advice': {
    ko: { what: '점수가 기준 이상이면 보류, 아니면 통과.', divided: '보류 기준과 비교.', source: scores.ko },
    en: {
      what: 'Hold at or above the threshold, else release.',
      divided: 'Compared with the hold threshold.',
      source: scores.en,
    },
  },
  'leads.open': {
    ko: { what: '이 상대가 준, 종결되지 않은 첩보.', divided: plain.ko, source: leads.ko },
    en: { what: 'Leads of this partner that are not closed.', divided: plain.en, source: leads.en },
  },
  'leads.unacknowledged': {
    ko: {
      what: '아직 아무도 확인하지 않은 첩보. 황색: 2시간 넘게 미확인이거나, 일치한 도착이 있는데 미확인.',
      divided: '종결되지 않은 첩보 가운데.',
      source: leads.ko,
    },
    en: {
      what: 'Leads that nobody has acknowledged. Amber: one for more than 2 hours, or one that matched an arrival.',
      divided: 'Of those not closed.',
      source: leads.en,
    },
  },
  'leads.matched': {
    ko: { what: '도착과 일치한 첩보.', divided: '종결되지 않은 첩보 가운데.', source: leads.ko },
    en: { what: 'Leads that matched an arrival.', divided: 'Of those not closed.', source: leads.en },
  },
  'leads.oldest': {
    ko: { what: '종결되지 않은 첩보 가운데 가장 오래된 것의 경과.', divided: age.ko, source: leads.ko },
    en: { what: 'Age of the oldest lead that is not closed.', divided: age.en, source: leads.en },
  },
  'leads.age': {
    ko: { what: '이 첩보가 처음 접수된 뒤 지난 시간.', divided: age.ko, source: leads.ko },
    en: { what: 'Time since the lead was first stated.', divided: age.en, source: leads.en },
  },
  'leads.status': {
    ko: {
      what: '이 첩보에 대한 조치. 황색: 2시간 넘게 미확인이거나, 일치한 도착이 있는데 미확인.',
      divided: '나누지 않음.',
      source: leads.ko,
    },
    en: {
      what: 'What has been done about the lead. Amber: nothing, for more than 2 hours or although it matched an arrival.',
      divided: 'Nothing.',
      source: leads.en,
    },
  },
  'information.version': {
    ko: { what: '마약정보센터 목록의 최신판.', divided: '나누지 않음.', source: leads.ko },
    en: {
      what: 'Newest version of the Drug Information Center’s list.',
      divided: 'Nothing.',
      source: leads.en,
    },
  },
  'information.listAge': {
    ko: {
      what: '최신판이 나온 뒤 지난 시간. 8일이 넘으면 황색: 주간 목록 하나가 빠졌다.',
      divided: age.ko,
      source: leads.ko,
    },
    en: {
      what: 'Age of the newest version. Amber above 8 days: a weekly list was missed.',
      divided: age.en,
      source: leads.en,
    },
  },
  'information.matchP50': {
    ko: {
      what: '첩보와 도착이 모두 알려진 때부터 일치를 찾기까지, 절반이 이 안에.',
      divided: '최근 30일의 일치.',
      source: leads.ko,
    },
    en: {
      what: 'From both lead and arrival being known to the match: half took no longer.',
      divided: 'Matches of the last 30 days.',
      source: leads.en,
    },
  },
  'information.matchP95': {
    ko: {
      what: '첩보와 도착이 모두 알려진 때부터 일치를 찾기까지, 95%가 이 안에.',
      divided: '최근 30일의 일치.',
      source: leads.ko,
    },
    en: {
      what: 'From both lead and arrival being known to the match: 95 % took no longer.',
      divided: 'Matches of the last 30 days.',
      source: leads.en,
    },
  },
  'information.open': {
    ko: { what: '목록에 오른 첩보 가운데 종결되지 않은 것.', divided: plain.ko, source: leads.ko },
    en: { what: 'Leads of the list that are not closed.', divided: plain.en, source: leads.en },
  },
  'information.matched': {
    ko: { what: '목록에 오른 첩보 가운데 도착과 일치한 것.', divided: plain.ko, source: leads.ko },
    en: { what: 'Leads of the list that matched an arrival.', divided: plain.en, source: leads.en },
  },
  'information.steps': {
    ko: { what: '표준분석절차에서 끝나지 않은 단계의 합.', divided: plain.ko, source: leads.ko },
    en: {
      what: 'Steps of the standard analysis procedure that are open.',
      divided: plain.en,
      source: leads.en,
    },
  },
  'information.targets': {
    ko: { what: '표준분석절차가 끝나지 않은 분석 대상.', divided: plain.ko, source: leads.ko },
    en: { what: 'Targets with steps that are open.', divided: plain.en, source: leads.en },
  },
  'information.oldestTarget': {
    ko: {
      what: '끝나지 않은 대상 가운데 가장 오래된 것의 경과. 14일이 넘으면 황색.',
      divided: age.ko,
      source: leads.ko,
    },
    en: {
      what: 'Age of the oldest target with open steps. Amber above 14 days.',
      divided: age.en,
      source: leads.en,
    },
  },
  'operations.left': {
    ko: {
      what: '합동단속이 끝나기까지 남은 시간. 2일 이하면 황색: 연장하거나 마칠 것.',
      divided: age.ko,
      source: operations.ko,
    },
    en: {
      what: 'Time left in the window. Amber from 2 days on: extend or close.',
      divided: age.en,
      source: operations.en,
    },
  },
  'operations.screened': {
    ko: { what: '기간 안에 판독한 그 나라 출발 물품.', divided: plain.ko, source: operations.ko },
    en: {
      what: 'Items of the partner’s origin read in the window.',
      divided: plain.en,
      source: operations.en,
    },
  },
  'operations.hits': {
    ko: {
      what: '기간 안의 그 나라 출발 마약 적발 건수.',
      divided: '판독한 물품 가운데.',
      source: operations.ko,
    },
    en: {
      what: 'Drug cases of the partner’s origin in the window.',
      divided: 'Of the items read.',
      source: operations.en,
    },
  },
  'operations.grams': {
    ko: { what: '그 적발의 중량.', divided: '그램 또는 킬로그램.', source: operations.ko },
    en: { what: 'Weight of those cases.', divided: 'Grams or kilograms.', source: operations.en },
  },
  'requests.owed': {
    ko: { what: '이 상대에게 우리가 회신해야 할 요청.', divided: plain.ko, source: leads.ko },
    en: { what: 'Requests of this partner that we have not answered.', divided: plain.en, source: leads.en },
  },
  'requests.owedAge': {
    ko: {
      what: '우리가 회신해야 할 요청 가운데 가장 오래된 것의 경과. 14일이 넘으면 황색.',
      divided: age.ko,
      source: leads.ko,
    },
    en: {
      what: 'Age of the oldest reply that we owe. Amber above 14 days.',
      divided: age.en,
      source: leads.en,
    },
  },
  'requests.asked': {
    ko: { what: '이 상대가 우리에게 회신해야 할 요청.', divided: plain.ko, source: leads.ko },
    en: { what: 'Our requests that this partner has not answered.', divided: plain.en, source: leads.en },
  },
  'minorLeads.leads': {
    ko: {
      what: '같은 연결점을 가진 경미한 첩보의 수. 3건부터 한 묶음.',
      divided: plain.ko,
      source: leads.ko,
    },
    en: {
      what: 'Minor leads that share one link; three make a cluster.',
      divided: plain.en,
      source: leads.en,
    },
  },
  'minorLeads.amount': {
    ko: { what: '그 첩보들의 금액 합계.', divided: '나누지 않은 금액(원).', source: leads.ko },
    en: { what: 'Sum of their amounts.', divided: 'Won.', source: leads.en },
  },
  'minorLeads.age': {
    ko: { what: '묶음에서 가장 오래된 첩보의 경과.', divided: age.ko, source: leads.ko },
    en: { what: 'Age of the oldest lead of the cluster.', divided: age.en, source: leads.en },
  },
  'minorLeads.state': {
    ko: {
      what: '묶음 전체가 이첩되었는지. 14일 넘게 이첩되지 않으면 황색: 병합하여 이첩할 것.',
      divided: '나누지 않음.',
      source: leads.ko,
    },
    en: {
      what: 'Whether all of it has been referred. Amber where it has not after 14 days: merge and refer.',
      divided: 'Nothing.',
      source: leads.en,
    },
  },
  'minorLeads.clusters': {
    ko: { what: '3건 이상이 연결된 묶음의 수.', divided: plain.ko, source: leads.ko },
    en: { what: 'Clusters of three or more.', divided: plain.en, source: leads.en },
  },
  'minorLeads.clustered': {
    ko: { what: '묶음에 든 경미한 첩보.', divided: '종결되지 않은 경미한 첩보 가운데.', source: leads.ko },
    en: {
      what: 'Minor leads that are in a cluster.',
      divided: 'Of the minor leads that are not closed.',
      source: leads.en,
    },
  },
} as const satisfies Record<string, { ko: Definition; en: Definition }>;
