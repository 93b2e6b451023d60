import { readSignedReports } from '../../db/queries/drill-handovers.ts';
import { partsOf } from './handover-log.ts';
import type { Evidence } from './judge.ts';
import { line, unrecorded, type EvidenceLine, type Outcome } from './outcome.ts';

/** The report of the shift says what the log says: each that was signed, part for part. */
export async function handoverEqualsLog({ realm }: Evidence): Promise<Outcome> {
  const reports = await readSignedReports(realm);
  if (reports.length === 0) return unrecorded({ ko: '서명된 인수인계서 없음', en: 'No handover was signed' });
  const evidence: EvidenceLine[] = [];
  let passed = true;
  for (const { id, intact, report } of reports) {
    passed &&= intact;
    evidence.push(
      line(
        { ko: `인수인계서 ${id} 서명`, en: `Handover ${id} was signed` },
        intact ? 'SHA-256 =' : 'SHA-256 ≠',
        report.signedAt,
      ),
    );
    for (const { logged, said, what } of await partsOf(realm, report)) {
      const missing = logged.filter((each) => !said.includes(each));
      const invented = said.filter((each) => !logged.includes(each));
      const differs = missing.length + invented.length > 0 || said.length !== logged.length;
      passed &&= !differs;
      const [example] = [...missing, ...invented];
      evidence.push(
        line(
          what,
          `${said.length} ${differs ? '≠' : '='} ${logged.length}${example === undefined ? '' : ` (${example.slice(0, 120)})`}`,
        ),
      );
    }
  }
  return { passed, final: !passed, evidence };
}
