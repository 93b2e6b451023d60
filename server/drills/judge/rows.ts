import { withInstants, type Criterion } from '../../contract/scenario.ts';
import { isJudged, readColumns, readRowsFound, type Wanted } from '../../db/queries/drill-rows.ts';
import type { Evidence } from './judge.ts';
import { boundsText, line, within, type Outcome } from './outcome.ts';

type Check<K extends Criterion['is']> = Extract<Criterion, { is: K }>;
type Row = Check<'order'>['first'];
type Place = Pick<Evidence, 'realm' | 'startsAt'>;

/** So many rows are there. */
export async function rows(check: Check<'rows'>, evidence: Evidence): Promise<Outcome> {
  const { firstAt, found, lastAt } = await find(evidence, check);
  return {
    passed: within(found, check),
    final: false,
    evidence: [
      line(
        { ko: `기록 건수 (${boundsText(check)})`, en: `Rows found (${boundsText(check)})` },
        found,
        firstAt,
      ),
      ...(found > 1 ? [line({ ko: '마지막 기록', en: 'The last of them' }, null, lastAt)] : []),
    ],
  };
}

/** One thing happened before another. */
export async function order({ first, second }: Check<'order'>, evidence: Evidence): Promise<Outcome> {
  const [before, after] = [await firstRowAt(evidence, first), await firstRowAt(evidence, second)];
  return {
    passed: before !== null && after !== null && before < after,
    final: after !== null,
    evidence: [
      line({ ko: '먼저', en: 'First' }, before === null ? '—' : first.stream, before),
      line({ ko: '다음', en: 'Then' }, after === null ? '—' : second.stream, after),
    ],
  };
}

/** When the first of some rows happened, in milliseconds since the Unix epoch; `null`: there is none. */
export async function firstRowAt(place: Place, row: Row): Promise<number | null> {
  return (await find(place, row)).firstAt;
}

async function find({ realm, startsAt }: Place, { stream, where }: Row) {
  if (!isJudged(stream)) throw new RangeError(`${stream} is no stream`);
  const columns = await readColumns(realm, stream);
  const wanted: Wanted = Object.fromEntries(
    Object.entries(where).map(([column, value]) => {
      // A text such as T20 is an instant where the column holds instants; else it may be a name.
      const isTime = columns.get(column)?.startsWith('timestamp') === true;
      const plain = isTime ? (withInstants({ value }, startsAt)['value'] as typeof value) : value;
      return [column, Array.isArray(plain) ? plain : [plain]];
    }),
  );
  return await readRowsFound(realm, stream, wanted, columns);
}
