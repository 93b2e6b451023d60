import { describe, expect, it } from 'vitest';
import { auditCommand } from '../../../server/audit-command.ts';
import { tokenCommand } from '../../../server/token-command.ts';
import { run } from './commands.ts';

/** A wrong setting: a command that got as far as opening a database would name it. */
const env = { DATABASE_URL: 'mysql://u:hunter2@h/x' };

describe('a command line that is none', () => {
  it.each([
    [[]],
    [['feed']],
    [['list', 'all']],
    [['feed', 'x', 'y']],
    [['feed', 'x', '--scope', 'route:mail', '--revoke']],
    [['realm', 'x']],
    [['feed', 'x', '--cadence', 'often']],
    [['feed', 'x', '--cadence=-1']],
    [['take-back', 'x', '--from', '2026-01-01T00:00:00Z']],
    [['undo-take-back', 'x']],
  ])('is answered with how tokens are made: %j', async (args) => {
    const usage = expect.stringContaining('usage: npm run token') as unknown;
    expect(await run(tokenCommand, args, env)).toEqual({ code: 2, out: '', err: usage });
  });

  it.each([
    [['feed', 'x', '--cadence', '-1'], '--cadence'],
    [['feed', 'x', '--colour', 'red'], '--colour'],
    [['take-back', 'x', '--from', 'noon', '--until', 'now'], 'noon is no instant with offset'],
  ])('is answered with what is wrong in it: %j', async (args, why) => {
    const reason = expect.stringContaining(why) as unknown;
    expect(await run(tokenCommand, args, env)).toEqual({ code: 1, out: '', err: reason });
  });

  it.each([[[]], [['check']], [['verify', 'x']], [['head', '--expect', 'x']]])(
    'is answered with how the audit log is verified: %j',
    async (args) => {
      const usage = expect.stringContaining('usage: npm run audit') as unknown;
      expect(await run(auditCommand, args, env)).toEqual({ code: 2, out: '', err: usage });
    },
  );

  it('is one with a head that is none', async () => {
    const reason = expect.stringContaining('SEQ:HASH') as unknown;
    expect(await run(auditCommand, ['verify', '--expect', '12'], env)).toEqual({
      ...{ code: 1, out: '', err: reason },
    });
  });
});

it.each([
  [tokenCommand, ['list']],
  [auditCommand, ['head']],
])('a setting that is wrong is named, and what may be a secret is not', async (command, args) => {
  const { code, err, out } = await run(command, args, env);
  expect([code, out, err]).toEqual([1, '', expect.stringContaining('DATABASE_URL')]);
  expect(err).not.toContain('hunter2');
});
