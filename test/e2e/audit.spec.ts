import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditListDto } from '@shared/dto/audit.js';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { TEST_PASSWORD, TEST_USER } from '../support/credentials.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, upload } from '../support/rest-client.ts';

let server: FakeApp;
beforeAll(async () => (server = await startFakeApp()));
afterAll(() => server.close());

async function auditLog(query = ''): Promise<AuditListDto> {
  return (await call<AuditListDto>(server.url, 'GET', `/api/audit?${query}`)).body;
}

describe('the audit log', () => {
  it('has every change, with what it was done to and what came of it', async () => {
    const id = await upload(server.url, buildTorrent());
    await call(server.url, 'POST', '/api/start-download', {
      body: { torrentId: id, paused: true },
    });
    await call(server.url, 'PATCH', `/api/downloads/${id}/pause`);
    await call(server.url, 'DELETE', `/api/downloads/${id}?deleteData=true`);
    const { entries } = await auditLog(`target=${id}`);
    expect(
      entries.map(({ action, outcome, targets, details }) => ({
        action,
        outcome,
        targets,
        details,
      })),
    ).toEqual([
      { action: 'downloadRemove', outcome: 'ok', targets: [id], details: { deleteData: 'true' } },
      { action: 'downloadPause', outcome: 'state-conflict', targets: [id], details: null },
      { action: 'downloadStart', outcome: 'ok', targets: [id], details: { paused: true } },
      {
        action: 'torrentUpload',
        outcome: 'ok',
        targets: [id],
        details: { file: { name: 'sample.torrent', bytes: expect.any(Number) as number } },
      },
    ]);
    expect(entries[0]!.address).toBe('127.0.0.1');
    expect(Date.parse(entries[0]!.at)).toBeGreaterThan(Date.now() - 60_000);
  });

  it('has changes that were refused for a wrong field', async () => {
    await call(server.url, 'PATCH', '/api/settings', { body: { downloadLimit: 1 } });
    const { entries } = await auditLog('action=settingsChange');
    expect(entries[0]).toMatchObject({
      outcome: 'validation-failed',
      details: { downloadLimit: 1 },
    });
  });

  it('has nothing of those that only looked', async () => {
    const before = await auditLog();
    await call(server.url, 'GET', '/api/downloads');
    await call(server.url, 'GET', '/api/settings');
    expect(await auditLog()).toEqual(before);
  });

  it('comes by pages', async () => {
    for (const limit of [2, 3, 4]) {
      await call(server.url, 'PATCH', '/api/settings', { body: { uploadLimit: limit * 10_000 } });
    }
    const first = await auditLog('action=settingsChange&outcome=ok&limit=2');
    expect(first.entries).toHaveLength(2);
    const next = await auditLog(
      `action=settingsChange&outcome=ok&limit=2&cursor=${first.nextCursor}`,
    );
    expect(next.entries.map(({ details }) => details)).toEqual([{ uploadLimit: 20_000 }]);
    expect(next.nextCursor).toBeNull();
  });

  it.each(['limit=0', 'limit=501', 'cursor=-1', 'cursor=x', 'from=yesterday', 'outcome=maybe'])(
    'refuses to be asked with %s',
    async (query) => {
      expect((await call(server.url, 'GET', `/api/audit?${query}`)).status).toBe(400);
    },
  );
});

describe('the audit log of an account', () => {
  it('has logins and guesses, and no password', async () => {
    const logIn = (body: object) => call(server.url, 'POST', '/api/auth/login', { body });
    await logIn({ username: 'eve', password: 'hunter2hunter2' });
    await logIn({ username: 'eve' });
    await logIn({ username: TEST_USER, password: TEST_PASSWORD });
    const { entries } = await auditLog('action=authLogIn');
    expect(entries.slice(0, 2)).toMatchObject([
      { account: { name: TEST_USER }, outcome: 'ok', via: null, details: { username: TEST_USER } },
      { account: { id: null, name: 'eve' }, outcome: 'wrong-credentials' },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(new RegExp(`hunter|${TEST_PASSWORD}`));
  });

  it('says by whom and by what the others were made', async () => {
    await call(server.url, 'PATCH', '/api/settings', { body: { uploadLimit: 50_000 } });
    const { entries } = await auditLog('action=settingsChange&limit=1');
    expect(entries[0]).toMatchObject({ account: { name: TEST_USER }, via: 'token' });
    expect(entries[0]!.credentialId).toEqual(expect.any(String));
  });
});
