import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { TooManyPasswords } from '../access/passwords.ts';
import { DrillRefusal } from '../drills/refusals.ts';
import type { Problem } from '../contract/rest.ts';
import { DatabaseAway } from '../db/database.ts';
import { NotKept } from '../db/queries/read-figures.ts';
import { OverBudget, Overloaded } from '../ingest/ingest.ts';

/** A refusal that a route means: RFC 9457, with where and why. */
export class Refusal extends Error {
  readonly statusCode: number;
  readonly errors: { path: string; reason: string }[];
  readonly headers: Record<string, string>;

  constructor(
    statusCode: number,
    detail: string,
    errors: { path: string; reason: string }[] = [],
    headers: Record<string, string> = {},
  ) {
    super(detail);
    this.statusCode = statusCode;
    this.errors = errors;
    this.headers = headers;
  }
}

const DRILL_STATUS: Readonly<Record<DrillRefusal['is'], number>> = {
  unknown: 404,
  'not-now': 409,
  elsewhere: 409,
};

const PROBLEM_TYPE = 'application/problem+json';

/** The one error handler: what was expected is said, what was not is logged and masked. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = asRefusal(error, request.routeOptions.bodyLimit);
  if (refusal.statusCode >= 500 && !(error instanceof DatabaseAway))
    request.log.error({ err: error }, 'request failed');
  sendProblem(reply, refusal);
}

export function sendProblem(reply: FastifyReply, refusal: Refusal): void {
  // Serialised here: a route's own schema is for its good answers.
  void reply
    .code(refusal.statusCode)
    .headers(refusal.headers)
    .type(PROBLEM_TYPE)
    .serializer(JSON.stringify)
    .send(problemOf(refusal));
}

/** A refusal as it goes over the wire, for connections on which no request was understood and none will be. */
export function problemText(refusal: Refusal): string {
  const problem = problemOf(refusal);
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}

function problemOf({ errors, message, statusCode }: Refusal): Problem {
  return {
    type: 'about:blank',
    title: STATUS_CODES[statusCode] ?? 'Error',
    status: statusCode,
    ...(message !== '' && { detail: message }),
    ...(errors.length > 0 && { errors }),
  };
}

function asRefusal(error: FastifyError, mostBytes?: number): Refusal {
  if (error instanceof Refusal) return error;
  const retry = { 'retry-after': '1' };
  if (error instanceof DatabaseAway)
    return new Refusal(503, 'the database is away; nothing is lost if you send it again', [], retry);
  if (error instanceof NotKept) return new Refusal(422, error.message);
  if (error instanceof DrillRefusal) return new Refusal(DRILL_STATUS[error.is], error.message);
  if (error instanceof Overloaded || error instanceof TooManyPasswords)
    return new Refusal(429, error.message, [], retry);
  if (error instanceof OverBudget) {
    const seconds = String(Math.ceil(error.waitMs / 1_000));
    const detail = `${error.message}: nothing of this request was taken, send it again in ${seconds} s`;
    return new Refusal(429, detail, [], { 'retry-after': seconds });
  }
  if (error.validation) {
    const part = error.validationContext === 'querystring' ? 'query' : (error.validationContext ?? 'request');
    const faults = error.validation
      .filter(({ keyword }) => keyword !== 'boolean')
      .map(({ instancePath, message = 'is wrong' }) => ({
        path: `/${part}${instancePath}`,
        reason: message,
      }));
    return new Refusal(400, 'the request does not match what this route takes', faults);
  }
  // Fastify's own words repeat the address.
  if (error.code === 'FST_ERR_BAD_URL') return new Refusal(400, 'this is no address');
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new Refusal(413, `a request to this route has at most ${mostBytes} bytes; send less at once`);
  const status = error.statusCode ?? 500;
  return status < 500
    ? new Refusal(status, error.message)
    : new Refusal(500, 'something went wrong here; it is in the log');
}
