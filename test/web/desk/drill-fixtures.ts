import type { Route } from 'playwright-core';
import type {
  DrillDetail,
  DrillItem,
  DrillOrder,
  DrillReport,
  InjectOrder,
  JoinOrder,
  NewDrill,
  ScenarioItem,
  Verdict,
} from '../../../server/contract/drill-rest.ts';

/** A server of drills in a few lines, whose clock stands where the test puts it. */

export const T0 = Date.parse('2026-11-26T18:00:00Z');
export const at = (minutes: number) => new Date(T0 + minutes * 60_000).toISOString();

const container: ScenarioItem = {
  name: 'empty-container',
  title: { ko: '빈 컨테이너', en: 'Empty container' },
  aim: {
    ko: '협력국 정보에서 수사 착수까지 5분 안에 잇는다. 빈 것으로 신고된 컨테이너의 그림자를 놓치지 않는다.',
    en: 'From a partner’s lead to an accepted investigation within five minutes; a shadow in what was declared empty is not passed over.',
  },
  minutes: 45,
  plays: [
    { name: 'right', title: { ko: '바르게 대응', en: 'Played right' } },
    { name: 'late', title: { ko: '수사 착수가 늦음', en: 'The investigation is accepted late' } },
  ],
  injects: [
    { id: 'lead', at: 'T-600', do: 'send', title: { ko: '협력국 정보', en: 'A partner’s lead' } },
    { id: 'berth', at: 'T0', do: 'send', title: { ko: '입항', en: 'The vessel berths' } },
    { id: 'shadow', at: 'T15', do: 'send', title: { ko: '영상의 그림자', en: 'A shadow in the image' } },
    { id: 'cocaine', at: 'T30', do: 'send', title: { ko: '코카인 300 kg 적발', en: '300 kg of cocaine' } },
    { id: 'more', at: 'T35', do: 'surge', title: null },
  ],
  criteria: [
    {
      id: 'lead-linked',
      title: { ko: '정보와 선박이 이어짐', en: 'The lead is linked with the vessel' },
    },
    {
      id: 'mismatch',
      title: {
        ko: '“빈 것으로 신고”가 불일치로 표시됨',
        en: '“Declared empty” is named as a mismatch',
      },
    },
    {
      id: 'accepted',
      title: {
        ko: '적발 후 5분 안에 수사 착수',
        en: 'The investigation was accepted within five minutes of the seizure',
      },
    },
  ],
};
const cash: ScenarioItem = {
  ...container,
  name: 'cash-couriers',
  title: { ko: '현금 운반책', en: 'Cash couriers' },
  aim: { ko: '반복 운반책을 찾는다.', en: 'Finds who carries money again and again.' },
  minutes: 50,
};
const names: [string, string, string][] = [
  ['high-risk-flight', '고위험 항공편', 'High-risk flight'],
  ['rushed-readers', '서두르는 판독', 'Rushed readers'],
  ['ai-outage', 'AI 판독 중단', 'AI outage'],
  ['singles-day', '광군제', 'Singles’ Day'],
  ['mail-leak', '우편 누출', 'Mail leak'],
];
const SCENARIOS: ScenarioItem[] = [
  ...names.map(([name, ko, en]) => ({ ...container, name, title: { ko, en }, minutes: 60 })),
  container,
  cash,
];

export function drillItem(change: Partial<DrillItem> = {}): DrillItem {
  return {
    id: 7,
    realm: 'drill_7',
    scenario: 'empty-container',
    title: container.title,
    play: null,
    state: 'running',
    speed: 1,
    startsAt: at(0),
    shows: at(27.5),
    endsAt: at(45),
    createdAt: '2026-11-26T17:31:00.000Z',
    endedAt: null,
    directedBy: '훈련 통제관',
    passed: null,
    criteria: 3,
    ...change,
  };
}

const titleOf = (id: string) =>
  container.criteria.find((each) => each.id === id)?.title ?? { ko: id, en: id };
const VERDICTS: Verdict[] = [
  {
    id: 'lead-linked',
    title: titleOf('lead-linked'),
    passed: true,
    evidence: [
      {
        what: { ko: '정보 KR-2291이 MAERSK-114와 이어짐', en: 'Lead KR-2291 matched MAERSK-114' },
        at: at(0.5),
        value: '1',
      },
    ],
  },
  {
    id: 'mismatch',
    title: titleOf('mismatch'),
    passed: true,
    evidence: [
      {
        what: { ko: '불일치로 표시된 물품', en: 'Items named as a mismatch' },
        at: at(15.2),
        value: '1 ≥ 1',
      },
    ],
  },
  { id: 'accepted', title: titleOf('accepted'), passed: null, evidence: [] },
];

export function drillDetail(change: Partial<DrillDetail> = {}): DrillDetail {
  const plan = [-600, 0, 15, 30, 35];
  return {
    drill: drillItem(),
    timeline: container.injects.map(({ do: what, id, title }, index) => ({
      id,
      do: what,
      title,
      at: at(plan[index] ?? 0),
      doneAt: (plan[index] ?? 0) <= 27.5 ? at((plan[index] ?? 0) + 0.05) : null,
    })),
    participants: [
      { kind: 'account', id: 91, name: '김민준', joinedAt: at(-2), leftAt: null },
      { kind: 'account', id: 92, name: '이서연', joinedAt: at(-1), leftAt: at(12) },
      { kind: 'screen', id: 3, name: '종합상황실 중앙', joinedAt: at(-1), leftAt: null },
    ],
    log: [
      logged(9, 22, 'inject', { id: 'hand-x1', do: 'slow-readers', byHand: true }),
      logged(8, 21.95, 'ordered', {
        by: '훈련 통제관',
        inject: { id: 'hand-x1', do: 'slow-readers', at: 'T22' },
      }),
      logged(7, 16, 'figure', { criterion: 'mismatch', when: 'at', value: 1 }),
      logged(6, 15.5, 'deed', { id: 'a', do: 'acknowledge', alarm: 41 }),
      logged(5, 15, 'inject', { id: 'shadow', do: 'send', byHand: false }),
      logged(4, 5, 'speed', { by: '훈련 통제관', speed: 5 }),
      logged(3, 0, 'inject', { id: 'berth', do: 'send', byHand: false }),
      logged(2, -1, 'joined', { kind: 'screen', id: 3, name: '종합상황실 중앙' }),
      logged(1, -10, 'started', { by: '훈련 통제관' }),
    ],
    criteria: VERDICTS,
    ...change,
  };
}

function logged(id: number, minutes: number, kind: string, detail: Record<string, unknown>) {
  return { id, at: at(minutes), toldAt: at(minutes), kind, detail };
}

export function drillReport(): DrillReport {
  const alarms = [
    ['critical', '중대 적발', 'Major case', 'DRILL-6', 30.1, 6, 42, 95, null],
    ['critical', '정보와 일치한 선박', 'A vessel that matches a lead', 'MAERSK-114', 0.6, 36, 25, 70, 1_480],
    ['high', '신고와 다른 영상', 'Image differs from declaration', 'MSKU 114 220', 15.2, 12, 31, null, 1_100],
    ['low', '판독 대기 증가', 'Queue grows', null, 18, null, null, null, 400],
  ] as const;
  const happened = Array.from({ length: 46 }, (_, index) => {
    const kinds = ['event', 'alarm', 'deed', 'task', 'director', 'screen', 'inject'] as const;
    const kind = kinds[index % kinds.length] ?? 'event';
    return {
      at: at(index),
      kind,
      what: {
        ko: `${index + 1}번째로 일어난 일: 부산신항 컨테이너 MSKU 114 220 관련 조치`,
        en: `Number ${index + 1} of what happened: container MSKU 114 220 at Busan New Port`,
      },
      who: kind === 'deed' ? '김민준' : null,
    };
  });
  return {
    drill: drillItem({ state: 'ended', shows: at(45), endedAt: '2026-11-26T18:16:00.000Z', passed: 2 }),
    scenario: { name: container.name, title: container.title, aim: container.aim },
    ranFrom: '2026-11-26T17:31:00.000Z',
    ranTo: '2026-11-26T18:16:00.000Z',
    participants: drillDetail().participants,
    verdicts: [
      ...VERDICTS.slice(0, 2),
      {
        id: 'accepted',
        title: titleOf('accepted'),
        passed: false,
        evidence: [
          { what: { ko: '적발', en: 'Seizure' }, at: at(30), value: '300 kg' },
          { what: { ko: '수사 요청', en: 'Investigation asked for' }, at: at(31.6), value: null },
          {
            what: { ko: '수사 착수까지', en: 'Until it was accepted' },
            at: at(37.2),
            value: '07:12 > 05:00',
          },
        ],
      },
    ],
    passed: false,
    timeline: happened,
    times: alarms.map(([priority, ko, en, subject, raised, detect, acknowledge, assign, resolve]) => ({
      alarm: en,
      title: { ko, en },
      priority,
      subject,
      raisedAt: at(raised),
      detectSeconds: detect,
      acknowledgeSeconds: acknowledge,
      assignSeconds: assign,
      resolveSeconds: resolve,
    })),
    missed: [
      {
        ko: '낮음 · 판독 대기 증가 (부산신항): 아무도 확인하지 않음',
        en: 'Low · Queue grows (Busan New Port): nobody acknowledged it',
      },
    ],
    charts: {
      minutes: Array.from({ length: 46 }, (_, index) => at(index)),
      units: Array.from({ length: 46 }, (_, index) => Math.round(400 + 300 * Math.sin(index / 3) ** 2)),
      queue: Array.from({ length: 46 }, (_, index) =>
        index < 16 ? 2 : Math.max(0, 60 - Math.abs(index - 28) * 4),
      ),
      openAlarms: Array.from({ length: 46 }, (_, index) =>
        index < 1 ? 0 : index < 15 ? 1 : index < 30 ? 3 : 2,
      ),
    },
  };
}

/** What was sent, by method and path. */
export interface Sent {
  method: string;
  path: string;
  body: unknown;
}

export const DRILL_ROUTES = /\/api\/v1\/drills(\/|\?|$)/;

/** Answers for the routes of drills; what it holds may be changed under the page. */
export class DrillServer {
  readonly sent: Sent[] = [];
  drills: DrillItem[];
  detail: DrillDetail;
  report: DrillReport | null = null;
  /** What the next order is refused with. */
  refuse: { status: number; detail: string; errors?: { path: string; reason: string }[] } | null = null;

  constructor(detail: DrillDetail = drillDetail()) {
    this.detail = detail;
    this.drills = [detail.drill];
  }

  async answer(route: Route): Promise<void> {
    const request = route.request();
    const path = new URL(request.url()).pathname.replace('/api/v1/drills', '');
    const method = request.method();
    const json = async (body: unknown, status = 200) =>
      route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) });
    if (method !== 'GET') {
      const body: unknown = JSON.parse(request.postData() ?? 'null');
      this.sent.push({ method, path, body });
      if (this.refuse !== null) {
        const problem = { type: 'about:blank', title: 'Unprocessable Entity', ...this.refuse };
        return json(problem, this.refuse.status);
      }
      this.#change(method, path, body);
      if (path === '') return json({ drill: this.detail.drill }, 201);
    }
    if (path === '/scenarios') return json({ scenarios: SCENARIOS });
    if (path === '') return json({ drills: this.drills });
    if (/^\/\d+\/report$/.test(path))
      return this.report === null
        ? json({ type: 'about:blank', title: 'Conflict', status: 409, detail: 'it has not ended' }, 409)
        : json(this.report);
    return json(this.detail);
  }

  #change(method: string, path: string, body: unknown): void {
    const { detail } = this;
    if (path === '') {
      const { paused = false, speed = 1 } = body as NewDrill;
      this.detail = {
        ...drillDetail(),
        drill: drillItem({ shows: at(0), speed, state: paused ? 'paused' : 'running' }),
        log: [],
      };
    } else if (path.endsWith('/orders')) {
      const { do: what, speed } = body as DrillOrder;
      const state = (
        { start: 'running', pause: 'paused', end: 'ended', archive: 'archived', drop: 'dropped' } as const
      )[what];
      this.detail = { ...detail, drill: { ...detail.drill, state, ...(speed !== undefined && { speed }) } };
    } else if (path.endsWith('/injects')) {
      const { inject } = body as InjectOrder;
      const line = logged(100 + detail.log.length, 27.5, 'ordered', { by: '훈련 통제관', inject });
      this.detail = { ...detail, log: [line, ...detail.log] };
    } else if (path.endsWith('/participants')) {
      const { screen } = body as JoinOrder;
      const own = { kind: 'account' as const, id: 1, name: '당직 관리자' };
      const who =
        screen === undefined ? own : { kind: 'screen' as const, id: screen, name: `화면 ${screen}` };
      const others = detail.participants.filter((each) => !(each.kind === who.kind && each.id === who.id));
      const joined = { ...who, joinedAt: at(27), leftAt: null };
      this.detail = { ...detail, participants: method === 'POST' ? [...others, joined] : others };
    }
    this.drills = [this.detail.drill, ...this.drills.filter(({ id }) => id !== this.detail.drill.id)];
  }
}
