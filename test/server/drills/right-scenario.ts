import { KOREA } from '../../../simulator/korea.ts';

/** What a scenario may name. */
export const known = {
  alarms: new Set(['ai-down', 'mail-leak']),
  feeds: new Set(['icn-airside', 'mail-xray', 'seizure-desk']),
  ports: new Set(KOREA.file.ports.map(({ code }) => code)),
};

/** A scenario without a fault, with something of everything. */
export const RIGHT = `# A drill for tests
name: a-leak
title: { ko: 우편 누출, en: Mail leak }
aim: { ko: 회수, en: Recall }
seed: leak-1
minutes: 45
base: { rate: 0.05 }
timeline:
  - id: first-line
    at: T0
    do: send
    events:
      - type: border.verdict.v1
        time: T0
        data:
          port: ICN-MAIL
          route: mail
          station: ICN-MAIL-X01
          subject: RR1
          stage: primary
          by: ai
          result: clear
          scanMs: 3000
      - { type: border.lead.v1, data: { leadNo: L1, partner: TH, kind: flight, status: open, dueAt: T20 }, feed: icn-airside }
  - { id: garbage, at: T3, do: send, events: [{ type: none, data: { a: 1 }, malformed: true }] }
  - { id: quiet, at: T10, do: silence, feeds: [mail-xray], for: 2m, in: [right] }
  - { id: off, at: T12, do: skew, feed: mail-xray, hours: -9, for: 5m }
plays:
  right:
    title: { ko: 바르게, en: As it should be }
    deeds:
      - { id: seen, do: acknowledge, when: { alarm: mail-leak }, after: 10s }
      - { id: recall, do: task, kind: recall-siblings, title: Recall, at: T41, accepted: 1m }
  wrong:
    title: { ko: 그르게, en: Not }
    deeds: []
    fails: recalled
criteria:
  - { id: raised, title: { ko: 경보, en: Alarm }, is: alarm-raised, alarm: mail-leak, within: 10s, inject: first-line }
  - id: recalled
    title: { ko: 회수, en: Recalled }
    is: task-acted
    kind: recall-siblings
    state: accepted
    by: T44
  - { id: leaks, title: { ko: 건수, en: Count }, is: figure, cells: leaks, value: leaksToday, since: T0, equals: 1 }
  - { id: kept, title: { ko: 보존, en: Kept }, is: rows, stream: verdict, where: { subject: RR1, port: ICN-MAIL }, atLeast: 1 }
  - { id: held, title: { ko: 대기, en: Read }, is: drained-once, from: T5, to: T10, ports: [ICN-MAIL] }
`;
