import type { RowsBehind } from '../../../../server/contract/rows-behind.ts';
import { ROW_STREAMS, type RowStream } from '../../../../server/contract/rows-rest.ts';
import { portOf } from '../../../../server/contract/site-in-force.ts';
import { isRoute } from '../../../../server/contract/routes.ts';

export interface PortRoute {
  port: string;
  route: string;
}
/** What the routes' desk shows at a path. */
export type RoutesView =
  | { kind: 'all' }
  | ({ kind: 'route' } & PortRoute)
  | { kind: 'rows'; stream: RowStream }
  | { kind: 'unknown' };

const ROOT = '/desk/routes';
/** Before the name of a stream; no port is called so. */
const ROWS = 'rows';

export const allRoutesAddress = ROOT;
export const routeAddress = ({ port, route }: PortRoute) => `${ROOT}/${port}/${route}`;

export function rowsAddress({
  query,
  stream,
}: RowsBehind | { stream: RowStream; query: Record<string, string> }): string {
  return `${ROOT}/${ROWS}/${stream}?${new URLSearchParams(query).toString()}`;
}

export function viewAt(path: string): RoutesView {
  const [first, second, ...more] = path.slice(ROOT.length).split('/').filter(Boolean);
  if (first === undefined) return { kind: 'all' };
  if (second === undefined || more.length > 0) return { kind: 'unknown' };
  if (first === ROWS) {
    const stream = ROW_STREAMS.find((each) => each === second);
    return stream === undefined ? { kind: 'unknown' } : { kind: 'rows', stream };
  }
  const known = portOf(first) !== undefined && isRoute(second);
  return known ? { kind: 'route', port: first, route: second } : { kind: 'unknown' };
}
