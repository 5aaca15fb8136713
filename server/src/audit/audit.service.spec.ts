import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KyselyAuditRepository } from '../database/kysely-audit-repository.ts';
import { openDatabase, type ShoalDatabase } from '../database/open-database.ts';
import { silentLogger, type Logger } from '../engine/index.ts';
import { AuditService, type AuditEntry } from './audit.service.ts';

const ENTRY: AuditEntry = {
  action: 'downloadPause',
  account: { id: 'a1', name: 'anna' },
  via: 'token',
  credentialId: 't1',
  address: '192.0.2.7',
  targets: ['one'],
  outcome: 'ok',
};

let directory: string;
let database: ShoalDatabase;
let repository: KyselyAuditRepository;
let audit: AuditService;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'shoal-audit-'));
  database = await openDatabase(directory);
  repository = new KyselyAuditRepository(database);
  audit = new AuditService(repository, { auditDays: 30 }, silentLogger);
});
afterEach(async () => {
  vi.useRealTimers();
  await database.destroy();
  rmSync(directory, { recursive: true });
});

describe('the audit log', () => {
  it('tells the newest first, each with all that it was told', async () => {
    audit.record(ENTRY);
    audit.record({ ...ENTRY, account: null, outcome: 'state-conflict', details: { paused: true } });
    const [second, first] = await audit.list({}, 10);
    expect(first).toMatchObject({
      action: 'downloadPause',
      accountId: 'a1',
      accountName: 'anna',
      via: 'token',
      credentialId: 't1',
      address: '192.0.2.7',
      targets: ['one'],
      targetCount: 1,
      outcome: 'ok',
      details: null,
    });
    expect(second).toMatchObject({
      accountName: null,
      outcome: 'state-conflict',
      details: { paused: true },
    });
    expect(second!.id).toBeGreaterThan(first!.id);
  });

  it('finds by target, also where there were thousands', async () => {
    const targets = Array.from({ length: 2_500 }, (_, index) => `d${index}`);
    audit.record({ ...ENTRY, targets });
    audit.record(ENTRY);
    const found = await audit.list({ target: 'd2400' }, 10);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ targetCount: 2_500 });
    expect(found[0]!.targets).toHaveLength(20);
  });

  it('finds by account, action, outcome and page', async () => {
    audit.record(ENTRY);
    audit.record({ ...ENTRY, action: 'downloadResume' });
    audit.record({ ...ENTRY, account: { id: null, name: 'eve' }, outcome: 'unauthenticated' });
    const actions = async (filter: Parameters<AuditService['list']>[0], limit = 10) =>
      (await audit.list(filter, limit)).map(({ action, outcome }) => `${action} ${outcome}`);
    expect(await actions({ accountName: 'eve' })).toEqual(['downloadPause unauthenticated']);
    expect(await actions({ action: 'downloadResume' })).toEqual(['downloadResume ok']);
    expect(await actions({ outcome: 'ok' })).toHaveLength(2);
    const [newest] = await audit.list({}, 1);
    expect(await actions({ before: newest!.id }, 1)).toEqual(['downloadResume ok']);
  });

  it('finds by time, and forgets what is too old', async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 1), toFake: ['Date'] });
    audit.record(ENTRY);
    await audit.flush();
    vi.setSystemTime(Date.UTC(2026, 0, 20));
    audit.record({ ...ENTRY, action: 'downloadResume' });
    expect(await audit.list({ from: Date.UTC(2026, 0, 2) }, 10)).toHaveLength(1);
    expect(await audit.list({ to: Date.UTC(2026, 0, 20) }, 10)).toHaveLength(1);
    vi.setSystemTime(Date.UTC(2026, 1, 10));
    audit.record({ ...ENTRY, action: 'downloadRemove' });
    const left = await audit.list({}, 10);
    expect(left.map(({ action }) => action)).toEqual(['downloadRemove', 'downloadResume']);
    expect(await audit.list({ target: 'one' }, 10)).toHaveLength(2);
  });

  it('keeps no more than its number of entries', async () => {
    await repository.add(
      Array.from({ length: 50 }, (_, index) => ({
        ...ENTRY,
        at: Date.now(),
        accountId: null,
        accountName: null,
        via: null,
        credentialId: null,
        targets: [],
        action: `a${index}`,
        details: null,
      })),
    );
    await repository.prune(0, 10);
    const left = await repository.list({}, 100);
    expect(left.map(({ action }) => action)).toEqual(
      Array.from({ length: 10 }, (_, index) => `a${49 - index}`),
    );
  });

  it('says in the log what it could not write, and goes on', async () => {
    const error = vi.fn<Logger['error']>();
    const failing = new AuditService(
      {
        add: () => Promise.reject(new Error('disk')),
        list: () => Promise.resolve([]),
        prune: () => Promise.resolve(),
      },
      { auditDays: 30 },
      { ...silentLogger, error },
    );
    failing.record(ENTRY);
    await failing.flush();
    expect(error).toHaveBeenCalledWith('audit entries not written', expect.anything());
  });
});
