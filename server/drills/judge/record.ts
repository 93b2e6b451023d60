import type { Criterion } from '../../contract/scenario.ts';
import {
  countRecordChanges,
  readCaseAsKnown,
  readRefusals,
  readStatements,
} from '../../db/queries/drill-record.ts';
import type { Evidence } from './judge.ts';
import { line, unrecorded, type Outcome } from './outcome.ts';

type Check<K extends Criterion['is']> = Extract<Criterion, { is: K }>;

const KINDS = {
  statement: { ko: '통보', en: 'Statement' },
  correction: { ko: '정정', en: 'Correction' },
};
/** What becomes known so long after it happened was told late, in milliseconds. */
const LATE_MS = 86_400_000;

/** What was refused has its reason, and as much was kept as feeds were told of. */
export async function refusalsExplained(
  { atLeast }: Check<'refusals-explained'>,
  { log, realm }: Evidence,
): Promise<Outcome> {
  const { reasons, refused, unexplained } = await readRefusals(realm);
  const told = log.flatMap(({ detail, kind }) =>
    kind === 'told' && typeof detail['rejected'] === 'number' ? [detail['rejected']] : [],
  );
  const answered = Math.max(0, ...told);
  return {
    passed: refused >= Math.max(1, atLeast) && unexplained === 0 && refused >= answered,
    final: unexplained > 0,
    evidence: [
      line({ ko: `거부 (≥ ${atLeast})`, en: `Refused (≥ ${atLeast})` }, refused),
      line({ ko: '사유 없는 거부', en: 'Without a reason' }, unexplained),
      line({ ko: '사유의 종류', en: 'Different reasons' }, reasons),
      ...(told.length === 0
        ? []
        : [line({ ko: '송신 측이 받은 거부', en: 'Refusals that feeds were told of' }, answered)]),
    ],
  };
}

/** What was corrected or told late is kept beside what was said first, and the audit log says that the record changed. */
export async function correctionRecorded(
  { subject }: Check<'correction-recorded'>,
  { realm }: Evidence,
): Promise<Outcome> {
  const statements = await readStatements(realm, subject);
  const [first] = statements;
  if (first === undefined)
    return unrecorded({ ko: `${subject} 기록 없음`, en: `Nothing was stated of ${subject}` });
  const late = first.knownAt - first.time >= LATE_MS;
  const changed = statements.filter(({ kind }) => kind === 'correction');
  // As known before the first word, after it, and after the last: the record answers for each.
  const last = statements.at(-1)?.knownAt ?? first.knownAt;
  const [before, then, now] = await readCaseAsKnown(realm, subject, [first.knownAt - 1, first.knownAt, last]);
  const kept = before === null && then !== null && (changed.length === 0 || then !== now);
  const audited = await countRecordChanges(realm, subject);
  return {
    passed: (late || changed.length > 0) && kept && audited > 0,
    final: false,
    evidence: [
      ...statements.slice(0, 8).map(({ kind, knownAt, says }) => line(KINDS[kind], says, knownAt)),
      line({ ko: '발생일', en: 'It happened' }, late ? 'late' : null, first.time),
      line(
        { ko: '당시 기준과 현재 기준 구분', en: 'As known then and as known now are apart' },
        kept ? '○' : '×',
      ),
      line({ ko: '감사 기록의 실적 변경', en: 'Changes of the record in the audit log' }, audited),
    ],
  };
}
