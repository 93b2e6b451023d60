import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../server/config.ts';

describe('settings', () => {
  it('need nothing: the board starts on this machine alone, with its own database, and simulates', () => {
    expect(readConfig({})).toEqual({
      guests: 'simulated',
      metricsToken: null,
      publicUrl: null,
      oidc: null,
      trustProxy: 0,
      host: '127.0.0.1',
      port: 8080,
      databaseUrl: null,
      dataDir: 'data',
      siteFile: null,
      databasePool: 12,
      allowedOrigins: [],
      simulate: true,
      simulateRate: 1,
      tickMs: 100,
      logLevel: 'info',
    });
  });

  it('are read from the environment', () => {
    const env = {
      HOST: '0.0.0.0',
      PORT: '0',
      DATA_DIR: '/srv/gwanje',
      DATABASE_POOL: '20',
      SIMULATE_RATE: '2.5',
      TICK_MS: '50',
      LOG_LEVEL: 'debug',
      ALLOWED_ORIGINS: ' https://one.example ,, https://two.example ',
    };
    expect(readConfig(env)).toMatchObject({
      host: '0.0.0.0',
      port: 0,
      dataDir: '/srv/gwanje',
      databasePool: 20,
      simulateRate: 2.5,
      tickMs: 50,
      logLevel: 'debug',
      allowedOrigins: ['https://one.example', 'https://two.example'],
    });
  });

  it('never simulate into a database of your own', () => {
    const url = 'postgres://user:secret@db.example/gwanje';
    expect(readConfig({ DATABASE_URL: url })).toMatchObject({ databaseUrl: url, simulate: false });
    expect(readConfig({ DATABASE_URL: url, SIMULATE: 'on' })).toMatchObject({ simulate: false });
    expect(readConfig({ SIMULATE: 'off' })).toMatchObject({ simulate: false });
  });

  it('count as left out when they are empty, as in a compose file', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '', LOG_LEVEL: '' })).toEqual(readConfig({}));
  });

  it('name the OpenID provider wholly or not at all', () => {
    const OIDC = {
      OIDC_ISSUER: 'https://id.example',
      OIDC_CLIENT_ID: 'gwanje',
      OIDC_CLIENT_SECRET: 'hunter2-hunter2',
    };
    expect(readConfig(OIDC).oidc).toEqual({
      issuer: 'https://id.example',
      clientId: 'gwanje',
      clientSecret: 'hunter2-hunter2',
    });
    for (const name of Object.keys(OIDC)) {
      const fault = () => readConfig({ ...OIDC, [name]: '' });
      expect(fault).toThrow(/OIDC_ISSUER.*OIDC_CLIENT_ID.*OIDC_CLIENT_SECRET/);
      expect(fault).not.toThrow(/hunter2/);
    }
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });

  it.each([
    ['PORT', 'http'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['DATABASE_URL', 'mysql://db.example/x'],
    ['DATABASE_POOL', '1'],
    ['SIMULATE', 'maybe'],
    ['SIMULATE_RATE', '0'],
    ['SIMULATE_RATE', 'fast'],
    ['TICK_MS', '5'],
    ['LOG_LEVEL', 'loud'],
    ['TRUST_PROXY', 'on'],
    ['PUBLIC_URL', 'https://board.example/wall'],
    ['OIDC_ISSUER', 'http://id.example'],
    ['OIDC_ISSUER', 'http://localhost.example'],
  ])('that are wrong are named: %s=%s', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigError);
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`settings: .*${name}`));
  });

  it.each(['80 80', '8080x', '+ 1'])('are not guessed at: PORT=%s is no port', (value) => {
    expect(() => readConfig({ PORT: value })).toThrow(ConfigError);
  });

  it('are all named when several are wrong, and never repeated: a value may be a secret', () => {
    const fault = () => readConfig({ DATABASE_URL: 'mysql://user:hunter2@db.example', PORT: 'hunter3' });
    expect(fault).toThrow(/DATABASE_URL.*PORT|PORT.*DATABASE_URL/s);
    expect(fault).toThrow(expect.not.stringContaining('hunter') as unknown);
    expect(() => readConfig({ DATABASE_URL: 'mysql://user:hunter2@db.example' })).not.toThrow(/hunter/);
  });
});
